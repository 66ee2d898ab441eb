//! Charts as numbers: a table to read, and CSV to work with.

use netsplit_core::summary::Chart;
use netsplit_core::unit::Unit;

use crate::lettering::name;
use crate::number::trimmed;

/// The values of a chart as people read them: a row of names, then a row a moment.
pub fn table(chart: &Chart) -> Vec<Vec<String>> {
    let names = chart.lines.iter().map(|line| name(&line.name));
    let mut rows = vec![["at".to_owned()].into_iter().chain(names).collect()];
    rows.extend((0..bins(chart)).map(|bin| {
        let moment = Unit::Seconds.print(bin as f64 * chart.bin);
        let values = chart.lines.iter().map(|line| match line.values.get(bin) {
            Some(value) if value.is_finite() => chart.unit.print(*value),
            _ => String::new(),
        });
        [moment].into_iter().chain(values).collect()
    }));
    rows
}

/// The values of a chart as comma-separated values (RFC 4180), in base units; empty where nothing was measured.
pub fn csv(chart: &Chart) -> String {
    let unit = unit_name(chart.unit);
    let names = chart.lines.iter();
    let names = names.map(|line| quoted(&format!("{} ({unit})", line.name)));
    let mut text = ["at (s)".to_owned()]
        .into_iter()
        .chain(names)
        .collect::<Vec<String>>()
        .join(",");
    text.push_str("\r\n");
    for bin in 0..bins(chart) {
        let start = format!("{:.6}", bin as f64 * chart.bin);
        text.push_str(trimmed(&start));
        for line in &chart.lines {
            text.push(',');
            let value = line.values.get(bin).filter(|value| value.is_finite());
            text.push_str(&value.map_or_else(String::new, f64::to_string));
        }
        text.push_str("\r\n");
    }
    text
}

fn bins(chart: &Chart) -> usize {
    let lengths = chart.lines.iter().map(|line| line.values.len());
    lengths.max().unwrap_or(0)
}

fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Share => "share",
        Unit::Seconds => "s",
        Unit::PerSecond => "1/s",
        Unit::Count => "count",
        Unit::Times => "ratio",
        Unit::Dollars => "USD",
    }
}

/// A field in quotes where it needs them; a leading sign of a formula is disarmed for spreadsheets.
fn quoted(text: &str) -> String {
    let armed = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if armed {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use netsplit_core::summary::Line;

    fn chart() -> Chart {
        let line = |name: &str, values: &[f64]| Line {
            name: name.to_owned(),
            values: values.to_vec(),
        };
        Chart {
            id: "latency".to_owned(),
            title: "Latency".to_owned(),
            unit: Unit::Seconds,
            bin: 0.5,
            window: 0.5,
            lines: vec![line("p50", &[0.1, f64::NAN]), line("=a,\"b\"", &[0.25])],
        }
    }

    #[test]
    fn the_table_reads_well() {
        let rows = table(&chart());
        assert_eq!(rows[0], ["at", "p50", "=a,\"b\""]);
        assert_eq!(rows[1], ["0 ms", "100 ms", "250 ms"]);
        assert_eq!(rows[2], ["500 ms", "", ""]);
    }

    #[test]
    fn fields_that_need_quotes_get_them() {
        let text = csv(&chart());
        let expected = "at (s),p50 (s),\"'=a,\"\"b\"\" (s)\"\r\n0,0.1,0.25\r\n0.5,,\r\n";
        assert_eq!(text, expected);
    }
}
