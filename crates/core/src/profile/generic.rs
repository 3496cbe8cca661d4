//! Any other agent: the user says what its image asks for.

use super::Contract;
use crate::config::Generic;
use crate::field;
use crate::plan::Report;

pub(super) fn contract(settings: &Generic, report: &mut Report) -> Contract {
    let Generic { container_name, command, args, home, working_dir, uid, gid } = settings;
    let path = |field: &str| format!("instance.profile.generic.{field}");
    report.check("container-name", &path("containerName"), field::label(container_name));
    report.check("home", &path("home"), field::mount_path(home));
    if !working_dir.is_empty() {
        report.check("working-dir", &path("workingDir"), field::absolute_path(working_dir));
    }
    for (name, id) in [("uid", uid), ("gid", gid)] {
        report.check("id", &path(name), id.map_or(Ok(()), field::user_id));
    }
    Contract {
        container: container_name.clone(),
        command: command.clone(),
        args: args.clone(),
        env: Vec::new(),
        working_dir: Some(working_dir.clone()).filter(|dir| !dir.is_empty()),
        home: field::plain(home),
        uid: *uid,
        gid: *gid,
        daemon_container: "docker",
        ports: Vec::new(),
    }
}
