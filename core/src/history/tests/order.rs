//! Tests of the order of events.

use super::*;

fn line(kind: &str, process: &str, f: &str, rest: &str) -> String {
    format!("{{:process {process} :type :{kind} :f :{f} {rest}}}\n")
}

#[test]
fn time_decides_where_every_line_has_it() {
    let line =
        |kind, process, time| line(kind, process, "write", &format!(":value 1 :time {time}"));
    let text = line("invoke", "0", 50)
        + &line("ok", "0", 60)
        + &line("invoke", "1", 10)
        + &line("ok", "1", 60);
    let history = read_text(&text);
    assert_eq!(history.clock, Clock::Nanoseconds);
    let invoked = |operation: &Operation| operation.invoked.at;
    let times: Vec<_> = history.operations.iter().map(invoked).collect();
    assert_eq!(times, [10, 50]);
    // Both complete at 60, in either order.
    assert_eq!(
        history.operations[1].completed,
        history.operations[0].completed
    );
}

/// Whatever the order of lines, a moment holds the same.
#[test]
fn at_equal_times_the_order_of_lines_decides_nothing() {
    let lines = [
        line("invoke", "0", "write", ":value 1 :time 1"),
        line("ok", "0", "write", ":value 1 :time 5"),
        line("invoke", "0", "write", ":value 2 :time 5"),
        line("ok", "0", "write", ":value 2 :time 5"),
        line("invoke", "0", "read", ":value nil :time 5"),
        line("ok", "0", "read", ":value 2 :time 7"),
        line("invoke", "1", "read", ":value nil :time 5"),
        line("ok", "1", "read", ":value nil :time 6"),
    ];
    let told = |order: &[usize]| {
        let text: String = order.iter().map(|index| lines[*index].as_str()).collect();
        let operations = read_text(&text).operations.into_iter();
        let mut told: Vec<_> = operations
            .map(|operation| {
                format!(
                    "{} {:?} {:?} {:?}",
                    operation.call, operation.invoked.at, operation.completed, operation.outcome
                )
            })
            .collect();
        told.sort();
        told
    };
    let sorted = told(&[0, 1, 2, 3, 4, 5, 6, 7]);
    assert!(
        sorted.iter().all(|told| !told.contains("Unknown")),
        "{sorted:?}"
    );
    for order in [
        [7, 6, 5, 4, 3, 2, 1, 0],
        [6, 7, 0, 2, 3, 1, 4, 5],
        [4, 2, 0, 6, 3, 1, 7, 5],
    ] {
        assert_eq!(told(&order), sorted, "{order:?}");
    }
}

#[test]
fn an_operation_that_begins_as_another_ends_overlaps_with_it() {
    let write = line("invoke", "0", "write", ":value 1 :time 1")
        + &line("ok", "0", "write", ":value 1 :time 5");
    let read =
        line("invoke", "1", "read", ":time 5") + &line("ok", "1", "read", ":value nil :time 7");
    for text in [write.clone() + &read, read.clone() + &write] {
        let history = read_text(&text);
        assert_eq!(
            history.operations[0].completed,
            Some(history.operations[1].invoked),
            "{text}"
        );
    }
}

#[test]
fn the_index_is_the_order_where_every_event_has_one() {
    let text = |times: [u64; 4]| {
        line(
            "invoke",
            "5",
            "read",
            &format!(":index 2 :time {}", times[2]),
        ) + &line(
            "invoke",
            "3",
            "write",
            &format!(":value 4 :index 0 :time {}", times[0]),
        ) + &line(
            "ok",
            "3",
            "write",
            &format!(":value 4 :index 1 :time {}", times[1]),
        ) + "{:process :nemesis :type :info :f :cut :time 7}\n"
            + &line(
                "ok",
                "5",
                "read",
                &format!(":value nil :index 7 :time {}", times[3]),
            )
    };
    let behind = read_text(&text([900, 1500, 1480, 1600]));
    assert_eq!(behind.clock, Clock::Index);
    assert!(behind.operations[0].completed < Some(behind.operations[1].invoked));
    assert_eq!(behind.operations[1].completed.map(|at| at.at), Some(7));
    // Times that agree are shown, and equal ones leave the order to the index.
    let agreeing = read_text(&text([900, 1500, 1500, 1600]));
    assert_eq!(agreeing.clock, Clock::Nanoseconds);
    assert!(agreeing.operations[0].completed < Some(agreeing.operations[1].invoked));
    // Without times, lines are what a reader finds; where they do not agree, there is only the index.
    let no_times = |text: &str| {
        let words = text.split(" :time ").enumerate();
        let rest = |(index, part): (usize, &str)| match index {
            0 => part.to_owned(),
            _ => part[part.find('}').unwrap_or_default()..].to_owned(),
        };
        words.map(rest).collect::<String>()
    };
    let shuffled = read_text(&no_times(&text([1, 2, 3, 4])));
    assert_eq!(shuffled.clock, Clock::Index);
    assert!(shuffled.operations[0].completed < Some(shuffled.operations[1].invoked));
    let lines =
        line("invoke", "0", "read", ":index 3") + &line("ok", "0", "read", ":value 1 :index 8");
    assert_eq!(read_text(&lines).clock, Clock::Lines);
    // Where one has none, times decide.
    let without = read_text(&text([900, 1500, 1480, 1600]).replace(":index 7", ""));
    assert_eq!(without.clock, Clock::Nanoseconds);
    assert!(without.operations[0].completed > Some(without.operations[1].invoked));
}

#[test]
fn an_index_stands_once() {
    let text =
        line("invoke", "0", "read", ":index 3") + &line("ok", "0", "read", ":value 1 :index 3");
    assert_eq!(
        problem(&text),
        "line 2: found index 3, allowed is each index once, and line 1 has it"
    );
    let wrong = line("invoke", "0", "read", ":index -1");
    assert_eq!(
        problem(&wrong),
        "line 1: found index -1, allowed is a whole number, 0 or more"
    );
}

#[test]
fn moments_are_printed_exactly() {
    let moment = Moment::nanos(1_764_409_315_123_456_789);
    assert_eq!(moment.seconds(9), "1764409315.123456789 s");
    assert_eq!(moment.seconds(3), "1764409315.123 s");
    assert_eq!(Moment::nanos(83_611_592_040).seconds(3), "83.611 s");
    let of = |moments: &[u64]| decimals(moments.iter().map(|at| Moment::nanos(*at)));
    assert_eq!(of(&[0, 1_000_000, 1_000_000]), 3);
    assert_eq!(of(&[0, 1_000]), 6);
    assert_eq!(
        of(&[1_764_409_315_123_456_789, 1_764_409_315_123_456_788]),
        9
    );
}
