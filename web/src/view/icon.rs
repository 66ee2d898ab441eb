//! Icons: outlines on a grid of 16, drawn in the colour of the text beside them.

use yew::prelude::*;

/// Icons.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    /// A triangle: play.
    Play,
    /// Two bars: pause.
    Pause,
    /// To the next.
    Next,
    /// To the previous.
    Previous,
    /// An arrow that turns back.
    Undo,
    /// An arrow that turns forward.
    Redo,
    /// A die.
    Dice,
    /// Half a disc: light and dark.
    Theme,
    /// A question mark.
    Help,
    /// An arrow out of a box.
    Share,
    /// Four tiles.
    Labs,
    /// A cross.
    Close,
    /// A tick in a circle.
    Good,
    /// A warning triangle.
    Bad,
    /// A circle of dashes.
    Unknown,
    /// A pin.
    Pin,
    /// Two arrows past each other.
    Swap,
    /// A plus: closer.
    Closer,
    /// A minus: further away.
    Further,
    /// To the left.
    Earlier,
    /// To the right.
    Later,
    /// An arrow to both ends.
    Whole,
    /// A line between two marks: the cursor.
    Here,
}

impl Icon {
    /// Its outline.
    fn path(self) -> &'static str {
        match self {
            Self::Play => "M4.5 2.5v11l9-5.5z",
            Self::Pause => "M4 2.5h3v11H4zM9 2.5h3v11H9z",
            Self::Next => "M3 3v10l7-5zM11.5 3H13v10h-1.5z",
            Self::Previous => "M13 3v10L6 8zM3 3h1.5v10H3z",
            Self::Undo => "M6 3 2.8 6.2 6 9.4M3 6.2h6.2a3.6 3.6 0 0 1 0 7.2H6.5",
            Self::Redo => "M10 3l3.2 3.2L10 9.4M13 6.2H6.8a3.6 3.6 0 0 0 0 7.2h2.7",
            Self::Dice => {
                "M2.5 4.5a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2zM5.4 5.5h.1M10.5 5.5h.1M8 8h.1M5.4 10.5h.1M10.5 10.5h.1"
            }
            Self::Theme => "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12",
            Self::Help => "M5.6 6a2.5 2.5 0 1 1 3.5 2.3C8.3 8.7 8 9.2 8 10M8 12.8h.1",
            Self::Share => "M8 10V2.5M5 5l3-2.8L11 5M3 8.5V13h10V8.5",
            Self::Labs => "M2.5 2.5H7V7H2.5zM9 2.5h4.5V7H9zM2.5 9H7v4.5H2.5zM9 9h4.5v4.5H9z",
            Self::Close => "M3.5 3.5l9 9M12.5 3.5l-9 9",
            Self::Good => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M5 8.2l2.2 2.2L11 6",
            Self::Bad => "M8 1.8 14.6 13.8H1.4zM8 6.2v3.6M8 11.7v.1",
            Self::Unknown => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M5 8h6",
            Self::Pin => "M5.5 2.5h5M6.2 2.5v4L4 9h8L9.8 6.5v-4M8 9v5",
            Self::Closer => "M8 3v10M3 8h10",
            Self::Further => "M3 8h10",
            Self::Earlier => "M10 3 5 8l5 5",
            Self::Later => "M6 3l5 5-5 5",
            Self::Whole => "M1.5 3v10M14.5 3v10M3.5 8h9M6 5.5 3.5 8 6 10.5M10 5.5 12.5 8 10 10.5",
            Self::Here => "M8 1.5v13M2 8h3.5M10.5 8H14",
            Self::Swap => "M3 5.5h9.5M10 3l2.6 2.5L10 8M13 10.5H3.5M6 8l-2.6 2.5L6 13",
        }
    }

    fn is_solid(self) -> bool {
        matches!(self, Self::Play | Self::Pause | Self::Next | Self::Previous)
    }

    /// The icon; it says nothing to those who do not see it, the text beside it does.
    pub fn draw(self) -> Html {
        let class = if self.is_solid() {
            "icon solid"
        } else {
            "icon"
        };
        html! {
            <svg {class} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <path d={self.path()} />
            </svg>
        }
    }
}

/// A button that shows an icon only.
pub fn icon_button(
    icon: Icon,
    name: &'static str,
    disabled: bool,
    act: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" class="quiet square" aria-label={name} title={name} {disabled} onclick={act}>
            { icon.draw() }
        </button>
    }
}
