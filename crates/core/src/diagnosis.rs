//! Why an instance does not work.

mod view;

pub use view::{ContainerKind, ContainerView, Diagnosis};
