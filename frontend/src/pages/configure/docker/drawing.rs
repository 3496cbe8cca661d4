//! Who talks to whom, drawn small: the pod dashed, the agent, the daemon, and what is between them.

use leptos::prelude::*;
use slipway_core::config::DockerMode;

const POD: &str = r#"<rect x="1" y="1" width="118" height="34" rx="5" class="drawing-pod"/>"#;
const AGENT: &str = r#"<rect x="7" y="9" width="36" height="18" rx="3" class="drawing-agent"/><text x="25" y="21" class="drawing-word">agent</text>"#;
const AGENT_ALONE: &str = r#"<rect x="42" y="9" width="36" height="18" rx="3" class="drawing-agent"/><text x="60" y="21" class="drawing-word">agent</text>"#;
const DAEMON: &str = r#"<rect x="77" y="9" width="36" height="18" rx="3" class="drawing-daemon"/><text x="95" y="21" class="drawing-word">docker</text>"#;
const ARROW: &str = r#"<path d="M43 18h32m-4-3 4 3-4 3" class="drawing-line"/>"#;
const SOCKET: &str = r#"<path d="M43 18h11M66 18h11" class="drawing-line"/><circle cx="60" cy="18" r="5" class="drawing-line"/><circle cx="60" cy="18" r="1.5" class="drawing-dot"/>"#;
const HOST: &str = r#"<rect x="1" y="1" width="56" height="34" rx="5" class="drawing-pod"/><path d="M43 18h21M74 18h8" class="drawing-line"/><circle cx="69" cy="18" r="5" class="drawing-line"/><circle cx="69" cy="18" r="1.5" class="drawing-dot"/><rect x="82" y="9" width="36" height="18" rx="3" class="drawing-node"/><text x="100" y="21" class="drawing-word">node</text>"#;

/// The drawing of `mode`; the card's sentence says the same in words.
pub(super) fn drawing(mode: DockerMode) -> AnyView {
    let parts = match mode {
        DockerMode::None => [POD, AGENT_ALONE, "", ""],
        DockerMode::DindTls => [POD, AGENT, DAEMON, LOCKED],
        DockerMode::DindTcp => [POD, AGENT, DAEMON, ARROW],
        DockerMode::DindPort => [POD, AGENT, DAEMON, PORT],
        DockerMode::DindSocket => [POD, AGENT, DAEMON, SOCKET],
        DockerMode::DindRootless => [POD, AGENT, ROOTLESS, SOCKET],
        DockerMode::HostSocket => [AGENT, HOST, "", ""],
    };
    view! { <svg class="drawing" viewBox="0 0 120 36" aria-hidden="true" inner_html=parts.concat()></svg> }
        .into_any()
}

const LOCKED: &str = r#"<path d="M43 18h9M68 18h7m-4-3 4 3-4 3" class="drawing-line"/><rect x="54.5" y="17" width="11" height="8" rx="1.5" class="drawing-fill"/><path d="M57 17v-3a3 3 0 0 1 6 0v3" class="drawing-line"/>"#;
const PORT: &str = r#"<path d="M43 18h32m-4-3 4 3-4 3" class="drawing-line"/><text x="58" y="13" class="drawing-small">:8989</text>"#;
const ROOTLESS: &str = r#"<rect x="77" y="9" width="36" height="18" rx="3" class="drawing-daemon"/><text x="95" y="21" class="drawing-word">1000</text>"#;
