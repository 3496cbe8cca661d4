//! `metadata.managedFields`.

use serde_json::{Value, json};

use super::path::FieldSet;
use crate::{clock, object};

/// Who writes, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Writer {
    /// The field manager.
    pub(crate) manager: String,
    /// Whether this is an apply; else an update.
    pub(crate) apply: bool,
    pub(crate) api_version: String,
    /// `status`, or empty.
    pub(crate) subresource: String,
}

impl Writer {
    /// The manager of what an object had before anyone applied to it.
    pub(crate) fn before_first_apply(writer: &Self) -> Self {
        Self {
            manager: "before-first-apply".to_owned(),
            apply: false,
            subresource: String::new(),
            ..writer.clone()
        }
    }

    fn operation(&self) -> &'static str {
        if self.apply { "Apply" } else { "Update" }
    }

    /// As conflicts name a manager: `"kubectl" using v1` for one that updates, `"slipway"` for one that applies.
    fn shown(&self) -> String {
        let mut shown = Value::from(self.manager.as_str()).to_string();
        if !self.subresource.is_empty() {
            shown = format!("{shown} with subresource {}", Value::from(self.subresource.as_str()));
        }
        if self.apply { shown } else { format!("{shown} using {}", self.api_version) }
    }
}

/// One manager with the fields it owns.
#[derive(Debug, Clone)]
pub(crate) struct Manager {
    writer: Writer,
    time: String,
    fields: FieldSet,
}

impl Manager {
    pub(crate) fn new(writer: &Writer, fields: FieldSet) -> Self {
        Self { writer: writer.clone(), time: clock::now(), fields }
    }

    /// The same without a time.
    pub(crate) fn timeless(self) -> Self {
        Self { time: String::new(), ..self }
    }

    fn read(entry: &Value) -> Self {
        Self {
            writer: Writer {
                manager: object::text(entry, "/manager").to_owned(),
                apply: object::text(entry, "/operation") == "Apply",
                api_version: object::text(entry, "/apiVersion").to_owned(),
                subresource: object::text(entry, "/subresource").to_owned(),
            },
            time: object::text(entry, "/time").to_owned(),
            fields: FieldSet::from_fields(object::at(entry, "/fieldsV1")),
        }
    }

    fn encode(&self) -> Value {
        let mut entry = json!({
            "manager": self.writer.manager, "operation": self.writer.operation(),
            "apiVersion": self.writer.api_version,
            "fieldsType": "FieldsV1", "fieldsV1": self.fields.to_fields(),
        });
        if !self.time.is_empty() {
            object::put(&mut entry, "/time", self.time.as_str().into());
        }
        if !self.writer.subresource.is_empty() {
            object::put(&mut entry, "/subresource", self.writer.subresource.as_str().into());
        }
        entry
    }
}

/// The managers of an object.
#[derive(Debug, Clone, Default)]
pub(crate) struct Managers(Vec<Manager>);

impl Managers {
    pub(crate) fn of(object: &Value) -> Self {
        Self(object::items(object, "/metadata/managedFields").iter().map(Manager::read).collect())
    }

    /// Whether nobody owns anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a writer owns so far.
    pub(crate) fn fields_of(&self, writer: &Writer) -> FieldSet {
        self.0.iter().find(|it| it.writer == *writer).map(|it| it.fields.clone()).unwrap_or_default()
    }

    /// What everyone but a writer owns.
    pub(crate) fn union_without(&self, writer: &Writer) -> FieldSet {
        self.others(writer).fold(FieldSet::default(), |all, it| all.plus(&it.fields))
    }

    /// The managers whose fields are among the changed ones, sorted as messages list them.
    pub(crate) fn conflicts(&self, writer: &Writer, changed: &FieldSet) -> Vec<(String, FieldSet)> {
        let mut found: Vec<(String, FieldSet)> = self
            .others(writer)
            .map(|it| (it.writer.shown(), it.fields.both(changed)))
            .filter(|(_, fields)| !fields.is_empty())
            .collect();
        found.sort_by(|left, right| left.0.cmp(&right.0));
        found
    }

    /// Takes fields from everyone but a writer.
    pub(crate) fn forget(&mut self, writer: &Writer, fields: &FieldSet) {
        for manager in self.0.iter_mut().filter(|it| it.writer != *writer) {
            manager.fields = manager.fields.minus(fields);
        }
    }

    /// Sets what a manager owns. Its time changes only when its fields do.
    pub(crate) fn put(&mut self, manager: Manager) {
        match self.0.iter_mut().find(|it| it.writer == manager.writer) {
            Some(known) if known.fields == manager.fields => {}
            Some(known) => *known = manager,
            None => self.0.push(manager),
        }
    }

    /// Writes `metadata.managedFields`, those who apply first, then by time; managers that own nothing are left out.
    pub(crate) fn write(&self, object: &mut Value) {
        let mut owners: Vec<&Manager> = self.0.iter().filter(|it| !it.fields.is_empty()).collect();
        owners.sort_by_key(|it| (!it.writer.apply, &it.time, &it.writer.manager, &it.writer.subresource));
        let entries: Vec<Value> = owners.into_iter().map(Manager::encode).collect();
        if entries.is_empty() {
            object::take(object, "/metadata/managedFields");
            return;
        }
        object::put(object, "/metadata/managedFields", entries.into());
    }

    fn others(&self, writer: &Writer) -> impl Iterator<Item = &Manager> {
        self.0.iter().filter(move |it| it.writer != *writer)
    }
}
