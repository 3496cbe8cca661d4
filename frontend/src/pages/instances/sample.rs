//! Instances for tests.

use slipway_core::api::{Current, Desired, InstanceView};
use slipway_core::config::{DockerMode, Instance};

pub(crate) fn view(name: &str, desired: Desired, current: Current) -> InstanceView {
    InstanceView {
        name: name.to_owned(),
        image_name: "image".to_owned(),
        instance: Instance::default(),
        desired,
        current,
        sentence: String::new(),
        cluster: "sandbox".to_owned(),
        docker_mode: Some(DockerMode::DindTls),
        outdated: false,
        ready: 2,
        total: 2,
        restarts: 0,
        created: "2026-01-01T10:00:00Z".to_owned(),
        since: "2026-01-01T10:00:00Z".to_owned(),
        containers: Vec::new(),
        diagnosis: None,
        conditions: Vec::new(),
        resource_version: "1".to_owned(),
    }
}
