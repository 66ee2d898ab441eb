//! State tables: rows of cells that show what the processes of a node hold at the cursor.

use netsplit_core::panel::{Cell, StateTable, StateTableRow, Tone};
use yew::prelude::*;

/// Groups that are told apart; more begin anew.
const GROUPS: u32 = 6;

/// Every state table as a table: a row is a process, a column what belongs together.
pub fn draw(state_tables: &[StateTable]) -> Html {
    state_tables.iter().map(state_table).collect()
}

fn state_table(state_table: &StateTable) -> Html {
    html! {
        <section key={state_table.title.clone()} class="state-table" aria-label={state_table.title.clone()}>
            <h3>{ &state_table.title }</h3>
            <p class="hint">{ &state_table.help }</p>
            <div class="cells" tabindex="0" role="region" aria-label={format!("{}, row by row", state_table.title)}>
                <table><tbody>{ for state_table.rows.iter().enumerate().map(|(index, one)| row(index, one)) }</tbody></table>
            </div>
        </section>
    }
}

fn row(index: usize, row: &StateTableRow) -> Html {
    html! {
        <tr key={index}>
            <th scope="row">{ &row.label }</th>
            { for row.cells.iter().enumerate().map(|(index, one)| cell(index, one)) }
        </tr>
    }
}

fn cell(index: usize, cell: &Cell) -> Html {
    if cell.text.is_empty() && cell.says.is_empty() {
        return html! { <td key={index} class="empty" /> };
    }
    let tone = match cell.tone {
        Tone::Plain => "plain",
        Tone::Good => "good",
        Tone::Busy => "busy",
        Tone::Bad => "bad",
    };
    let class = classes!(format!("g{}", cell.group % GROUPS), tone);
    html! {
        <td key={index} {class} title={cell.says.clone()}>
            <span aria-hidden="true">{ &cell.text }</span><span class="unseen">{ &cell.says }</span>
        </td>
    }
}
