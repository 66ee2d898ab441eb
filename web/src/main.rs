//! The Netsplit page.

fn main() {
    netsplit_web::start();
}
