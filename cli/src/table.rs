//! Columns that line up.

use std::ops::Range;

use crate::output::one_line;

/// Rows whose columns are as wide as their widest cell.
pub(crate) struct Table {
    /// The columns that end, rather than begin, on one line.
    numbers: Range<usize>,
    rows: Vec<Vec<String>>,
}

/// Blanks before each row, and between its cells.
const GAP: &str = "  ";

impl Table {
    /// A table without rows, of which these columns are numbers.
    pub(crate) fn new(numbers: Range<usize>) -> Self {
        let rows = Vec::new();
        Self { numbers, rows }
    }

    /// Adds a row. A cell is one line, whatever is in it.
    pub(crate) fn row(&mut self, cells: &[&str]) {
        let cells = cells.iter().copied().map(one_line);
        self.rows.push(cells.collect());
    }

    /// The rows as lines, without ends of lines.
    pub(crate) fn lines(&self) -> Vec<String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<_> = (0..columns).map(|column| self.width(column)).collect();
        self.rows
            .iter()
            .map(|row| self.line(row, &widths))
            .collect()
    }

    /// The rows as text, each with the end of its line.
    pub(crate) fn text(&self) -> String {
        let lines = self.lines().into_iter();
        lines.map(|line| line + "\n").collect()
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    }

    fn line(&self, row: &[String], widths: &[usize]) -> String {
        let cells = row.iter().zip(widths).enumerate();
        let padded = cells.map(|(column, (cell, width))| {
            if self.numbers.contains(&column) {
                format!("{GAP}{cell:>width$}")
            } else {
                format!("{GAP}{cell:<width$}")
            }
        });
        padded.collect::<String>().trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let mut table = Table::new(1..2);
        table.row(&["a", "10", "x"]);
        table.row(&["long", "9", "y"]);
        assert_eq!(table.text(), "  a     10  x\n  long   9  y\n");
    }
}
