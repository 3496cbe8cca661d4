//! Widgets: they know how things look and behave, and nothing of agents.

#![allow(dead_code, reason = "a widget's options are used by different pages")]

pub(crate) mod badge;
pub(crate) mod button;
pub(crate) mod choice;
pub(crate) mod code;
pub(crate) mod dialog;
pub(crate) mod editor;
pub(crate) mod empty;
pub(crate) mod field;
pub(crate) mod icon;
pub(crate) mod list;
pub(crate) mod map;
pub(crate) mod skeleton;
pub(crate) mod slider;
pub(crate) mod switch;
pub(crate) mod text;
pub(crate) mod toast;
