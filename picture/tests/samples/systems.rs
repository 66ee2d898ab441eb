//! Made-up systems.

use netsplit_core::frame::{Impairment, Kind};
use netsplit_core::panel::{Mark, Tone};

use super::system::{Chance, System};

/// Clients, a balancer, a service with three replicas, a store.
pub(crate) fn chain() -> System {
    System::default()
        .node("clients", "client", "320 /s, Poisson", 1)
        .node("balancer", "balancer", "least requests", 1)
        .node("app", "service", "3 replicas, 8 slots each", 3)
        .node("store", "store", "1 replica, 20 slots", 1)
        .call(0, 1, 320.0)
        .call(1, 2, 318.0)
        .call(2, 3, 274.0)
        .messages(24)
}

/// The same with every kind of trouble.
pub(crate) fn trouble() -> System {
    let mut system = System::default()
        .node("readers", "client", "320 /s, 16 users", 1)
        .node("writers", "client", "180 /s, Poisson", 1)
        .node("api", "service", "4 replicas, 8 slots each", 4)
        .node("cache", "store", "2 replicas", 2)
        .node("store", "store", "1 replica, 20 slots", 1)
        .node("mail", "service", "2 replicas", 2)
        .call(0, 2, 320.0)
        .call(1, 2, 180.0)
        .call(2, 3, 2740.0)
        .call(2, 4, 98.5)
        .call(2, 5, 0.4)
        .messages(40)
        .state(3, "paused")
        .state(4, "crashed")
        .state(5, "host down")
        .state(8, "crashed")
        .state(9, "host down")
        .state(10, "host down");
    system.frame.routes[0].failed = 0.124;
    system.frame.routes[2].cut = 0.5;
    system.frame.routes[3].failed = 1.0;
    system.frame.routes[4].cut = 1.0;
    system.frame.processes[2].queued = 1234;
    system = system
        .impaired(2, Kind::Slow, "work takes 10 times as long")
        .impaired(
            6,
            Kind::Clock,
            "its clock is +2 s off and runs 1 times as fast",
        )
        .impaired(7, Kind::Faulty, "25 % of requests get an error");
    system.frame.routes[0].impairments.push(Impairment {
        kind: Kind::Lossy,
        says: "5 % of transmissions are lost".to_owned(),
    });
    let mark = |letter: &str, says: &str, tone| {
        Some(Mark {
            letter: letter.to_owned(),
            says: says.to_owned(),
            tone,
        })
    };
    system.frame.processes[2].mark = mark("L", "leader of term 3", Tone::Good);
    system.frame.processes[6].mark = mark("S", "stands by", Tone::Plain);
    system.frame.routes[3].mark = mark("O", "2 of 4 breakers open", Tone::Bad);
    system.frame.routes[1].mark = mark("H", "breaker half open", Tone::Busy);
    system
}

/// One service that calls twelve.
pub(crate) fn fan_out() -> System {
    let mut system = System::default()
        .node("clients", "client", "1,200 /s", 1)
        .node("gateway", "service", "2 replicas, 64 slots each", 2)
        .call(0, 1, 1200.0);
    for (index, name) in [
        "accounts",
        "basket",
        "catalogue",
        "delivery",
        "emails",
        "fraud",
        "geo",
        "history",
        "inventory",
        "journal",
        "kiosk",
        "ledger",
    ]
    .iter()
    .enumerate()
    {
        let node = index as u32 + 2;
        system = system.node(name, "service", "8 slots", 1 + node % 3).call(
            1,
            node,
            f64::from(node * node * 17),
        );
    }
    system.messages(60)
}

/// Fifty nodes in five layers.
pub(crate) fn fifty() -> System {
    let mut chance = Chance(11);
    let mut system = System::default().node("clients", "client", "9,000 /s", 1);
    system = system
        .node("gateway", "balancer", "round robin", 1)
        .call(0, 1, 9000.0);
    for index in 2..50 {
        let kind = if index >= 40 { "store" } else { "service" };
        let name = format!("{kind}-{index}");
        system = system.node(&name, kind, "8 slots each", 1 + chance.below(4) as u32);
    }
    for index in 2..50u32 {
        let caller = match index {
            2..12 => 1,
            12..26 => 2 + chance.below(10) as u32,
            26..40 => 12 + chance.below(14) as u32,
            _ => 26 + chance.below(14) as u32,
        };
        system = system.call(caller, index, 10.0 + 900.0 * chance.share());
    }
    system.call(3, 45, 77.0).call(14, 47, 12.0).messages(400)
}

/// A service with so many replicas, a few of them in trouble.
pub(crate) fn crowd(replicas: u32) -> System {
    let mut system = System::default()
        .node("clients", "client", "20,000 /s", 1)
        .node("workers", "service", "8 slots each", replicas)
        .node("store", "store", "sharded", 9)
        .call(0, 1, 20_000.0)
        .call(1, 2, 41_234.0)
        .messages(300);
    for (process, status) in [
        (4, "crashed"),
        (9, "paused"),
        (17, "host down"),
        (30, "crashed"),
    ] {
        system = system.state(process, status);
    }
    system
}

/// Several zones.
pub(crate) fn zones() -> System {
    System::default()
        .node("clients", "client", "320 /s", 2)
        .node("app", "service", "5 replicas, 8 slots each", 5)
        .node("store", "store", "3 replicas, quorum", 3)
        .call(0, 1, 320.0)
        .call(1, 2, 600.0)
        .messages(20)
        .zones()
}

/// Calls that go back, skip layers, stay in a layer, and stay at home.
pub(crate) fn cycle() -> System {
    System::default()
        .node("clients", "client", "50 /s", 1)
        .node("orders", "service", "2 replicas", 2)
        .node("payments", "service", "2 replicas", 2)
        .node("ledger", "store", "1 replica", 1)
        .node("audit", "service", "1 replica", 1)
        .call(0, 1, 50.0)
        .call(1, 2, 48.0)
        .call(2, 3, 47.0)
        .call(2, 1, 5.0)
        .call(1, 3, 99.0)
        .call(3, 4, 12.0)
        .call(4, 4, 1.0)
        .call(0, 4, 3.0)
        .messages(30)
}

/// Places by the author, two nodes in the same column that call each other.
pub(crate) fn placed() -> System {
    System::default()
        .node("clients", "client", "50 /s", 1)
        .node("left", "service", "2 replicas", 2)
        .node("right", "service", "2 replicas", 2)
        .node(
            "a name of a node with exactly forty sig",
            "store",
            "with many words about what it is and does",
            1,
        )
        .call(0, 1, 50.0)
        .call(0, 2, 50.0)
        .call(1, 2, 47.0)
        .call(2, 3, 47.0)
        .messages(12)
        .place(0, 0.0, 0.5)
        .place(1, 1.0, 0.0)
        .place(2, 1.0, 1.0)
        .place(3, 2.0, 1.0)
}

/// Names that try to break out.
pub(crate) fn hostile() -> System {
    let long = "W".repeat(4000);
    System::default()
        .node(
            "<script>alert('x')</script>",
            "client",
            "a\u{0}b\u{1b}[31m",
            1,
        )
        .node(
            "\"><img src=x onerror=alert(1)>",
            "service",
            "&amp; ]]> <!-- -->",
            2,
        )
        .node(&long, "store", &long, 1)
        .node(
            "\u{202e}gnp.exe \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
            "store",
            "\u{645}\u{631}\u{62d}\u{628}\u{627}",
            1,
        )
        .node("", "", "", 1)
        .node(
            "\u{6f22}\u{5b57}\u{306e}\u{540d}\u{524d}\u{1f980}",
            "service",
            "Z\u{0301}\u{0302}\u{0303}\u{0304}\u{0305}algo",
            1,
        )
        .call(0, 1, 50.0)
        .call(1, 2, 50.0)
        .call(1, 3, f64::NAN)
        .call(1, 4, f64::INFINITY)
        .call(1, 5, -4.0)
        .messages(20)
}
