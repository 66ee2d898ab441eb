//! The worker of the Netsplit page: it runs the simulation.

fn main() {
    netsplit_web::worker::start();
}
