//! Keys: one list that both dispatches them and is printed in the help.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// Command of a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Play or pause.
    Play,
    /// To the next or the previous event.
    Event {
        /// Forward, else back.
        forward: bool,
    },
    /// To the next or the previous cue or fault.
    Cue {
        /// Forward, else back.
        forward: bool,
    },
    /// To the start of the run.
    Start,
    /// To the end of the run.
    End,
    /// To the control of that number, from 0.
    Control(u32),
    /// Pin the run, or let go of it.
    Pin,
    /// Open the share dialog.
    Share,
    /// Open the gallery.
    Labs,
    /// Open this help.
    Help,
    /// Nothing selected any more.
    Deselect,
    /// A shorter or a longer stretch of the run.
    Zoom {
        /// Shorter, else longer.
        closer: bool,
    },
    /// A later or an earlier stretch of the run.
    Pan {
        /// Later, else earlier.
        forward: bool,
    },
    /// The whole run as one stretch.
    Whole,
    /// One step back.
    Undo,
    /// One step forward again.
    Redo,
}

/// A line of the help: keys as they are printed, and what they do.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The keys, as they are printed.
    pub keys: &'static str,
    /// Command of these keys.
    pub says: &'static str,
    finds: fn(&Press) -> Option<Command>,
}

/// A key that was pressed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Press {
    /// Its name, as browsers give it.
    pub key: String,
    /// Shift was held.
    pub shift: bool,
    /// Ctrl or Cmd was held.
    pub control: bool,
}

/// Every key of the page.
pub const BINDINGS: &[Binding] = &[
    Binding {
        keys: "Space",
        says: "Play or pause",
        finds: |press| press.plain(" ", Command::Play),
    },
    Binding {
        keys: "Left, Right",
        says: "Previous or next event",
        finds: |press| press.arrow(false).map(|forward| Command::Event { forward }),
    },
    Binding {
        keys: "Shift + Left, Right",
        says: "Previous or next cue or fault",
        finds: |press| press.arrow(true).map(|forward| Command::Cue { forward }),
    },
    Binding {
        keys: "Home",
        says: "To the start",
        finds: |press| press.plain("Home", Command::Start),
    },
    Binding {
        keys: "End",
        says: "To the end",
        finds: |press| press.plain("End", Command::End),
    },
    Binding {
        keys: "1 to 9",
        says: "To that control",
        finds: |press| press.number().map(Command::Control),
    },
    Binding {
        keys: "C",
        says: "Compare: pin this run, or let go of it",
        finds: |press| press.plain("c", Command::Pin),
    },
    Binding {
        keys: "S",
        says: "Share",
        finds: |press| press.plain("s", Command::Share),
    },
    Binding {
        keys: "G",
        says: "Labs",
        finds: |press| press.plain("g", Command::Labs),
    },
    Binding {
        keys: "?",
        says: "This help",
        finds: |press| (press.key == "?" && !press.control).then_some(Command::Help),
    },
    Binding {
        keys: "Esc",
        says: "Close what is open, or let go of what is chosen",
        finds: |press| press.plain("Escape", Command::Deselect),
    },
    Binding {
        keys: "+, \u{2212}",
        says: "Operations, Space-time: zoom in or out",
        finds: |press| press.zoom().map(|closer| Command::Zoom { closer }),
    },
    Binding {
        keys: "Comma, period",
        says: "Operations, Space-time: earlier or later",
        finds: |press| press.pan().map(|forward| Command::Pan { forward }),
    },
    Binding {
        keys: "0",
        says: "Operations, Space-time: the whole run",
        finds: |press| press.plain("0", Command::Whole),
    },
    Binding {
        keys: "Ctrl + Z",
        says: "Undo",
        finds: |press| press.undo(false).then_some(Command::Undo),
    },
    Binding {
        keys: "Ctrl + Shift + Z",
        says: "Redo",
        finds: |press| press.undo(true).then_some(Command::Redo),
    },
];

impl Press {
    /// The press of an event, unless its key belongs to the element that has the focus or to the browser.
    pub fn read(event: &KeyboardEvent) -> Option<Self> {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let within = |selector: &str| {
            let found = target
                .as_ref()
                .and_then(|target| target.closest(selector).ok());
            found.flatten().is_some()
        };
        let typing = within("input, select, textarea, dialog");
        let pressing = event.key() == " " && within("button, a, summary, [role=button]");
        let taken = event.default_prevented() || event.alt_key() || typing || pressing;
        (!taken).then(|| Self {
            key: event.key(),
            shift: event.shift_key(),
            control: event.ctrl_key() || event.meta_key(),
        })
    }

    /// Its command, if it has one.
    pub fn command(&self) -> Option<Command> {
        BINDINGS.iter().find_map(|binding| (binding.finds)(self))
    }

    fn plain(&self, key: &str, command: Command) -> Option<Command> {
        (self.key == key && !self.shift && !self.control).then_some(command)
    }

    fn arrow(&self, shift: bool) -> Option<bool> {
        let forward = match self.key.as_str() {
            "ArrowRight" => true,
            "ArrowLeft" => false,
            _ => return None,
        };
        (self.shift == shift && !self.control).then_some(forward)
    }

    fn number(&self) -> Option<u32> {
        let digit = self.key.parse::<u32>().ok().filter(|_| !self.control)?;
        (1..=9).contains(&digit).then(|| digit - 1)
    }

    /// Shift is needed for a plus on some keyboards, and says nothing.
    fn zoom(&self) -> Option<bool> {
        let closer = match self.key.as_str() {
            "+" | "=" => true,
            "-" => false,
            _ => return None,
        };
        (!self.control).then_some(closer)
    }

    fn pan(&self) -> Option<bool> {
        let forward = match self.key.as_str() {
            "." => true,
            "," => false,
            _ => return None,
        };
        (!self.shift && !self.control).then_some(forward)
    }

    fn undo(&self, shift: bool) -> bool {
        self.control && self.shift == shift && self.key.eq_ignore_ascii_case("z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str, shift: bool, control: bool) -> Option<Command> {
        let key = key.to_owned();
        Press {
            key,
            shift,
            control,
        }
        .command()
    }

    #[test]
    fn keys_do_what_the_help_says() {
        assert_eq!(press(" ", false, false), Some(Command::Play));
        assert_eq!(
            press("ArrowLeft", false, false),
            Some(Command::Event { forward: false })
        );
        assert_eq!(
            press("ArrowRight", true, false),
            Some(Command::Cue { forward: true })
        );
        assert_eq!(press("3", false, false), Some(Command::Control(2)));
        assert_eq!(press("z", false, true), Some(Command::Undo));
        assert_eq!(press("Z", true, true), Some(Command::Redo));
        assert_eq!(press("?", true, false), Some(Command::Help));
        assert_eq!(
            press("+", true, false),
            Some(Command::Zoom { closer: true })
        );
        assert_eq!(
            press(",", false, false),
            Some(Command::Pan { forward: false })
        );
        assert_eq!(press("0", false, false), Some(Command::Whole));
    }

    #[test]
    fn the_browser_keeps_its_own_keys() {
        for key in ["s", "c", "g", "1", "ArrowLeft", "Home"] {
            assert_eq!(press(key, false, true), None, "Ctrl + {key}");
        }
        assert_eq!(press("0", false, true), None);
        assert_eq!(press("+", false, true), None);
        assert_eq!(press("Tab", false, false), None);
    }
}
