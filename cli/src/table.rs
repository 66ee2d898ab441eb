//! Columns that line up.

/// Rows whose columns are as wide as their widest cell.
pub(crate) struct Table {
    /// Indices of the columns that end, rather than begin, on one line: numbers.
    right: &'static [usize],
    rows: Vec<Vec<String>>,
}

/// What stands before each row, and between its cells.
const GAP: &str = "  ";

impl Table {
    /// A table without rows.
    pub(crate) fn new(right: &'static [usize]) -> Self {
        let rows = Vec::new();
        Self { right, rows }
    }

    /// Adds a row.
    pub(crate) fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.rows.push(cells.map(str::to_owned).to_vec());
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
            if self.right.contains(&column) {
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
        let mut table = Table::new(&[1]);
        table.row(["a", "10", "x"]);
        table.row(["long", "9", "y"]);
        assert_eq!(table.text(), "  a     10  x\n  long   9  y\n");
    }
}
