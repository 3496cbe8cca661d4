//! Problems that no server wrote, and problems as one sentence.

use slipway_core::api::Problem;

/// Nobody answered: no network, no server, or no answer in time.
pub(super) fn unreachable() -> Problem {
    problem(0, "unreachable", "Slipway's server does not answer. Is it running, and is the network up?")
}

/// The server answered what the contract does not know.
pub(super) fn unreadable(detail: &str) -> Problem {
    let message = format!(
        "The server's answer cannot be read ({detail}). The page may be older than the server: reload it."
    );
    problem(0, "unreadable", &message)
}

/// What the answer `text` with an error `status` says: the server's own problem, or, when something else answered (a
/// proxy, a static file server), a sentence about the status.
pub(super) fn from_answer(status: u16, text: &str) -> Problem {
    crate::json::read(text).unwrap_or_else(|_| problem(status, "status", &about_status(status)))
}

fn about_status(status: u16) -> String {
    match status {
        401 => "You are not logged in. Log in and try again.".to_owned(),
        403 => "The server refuses this request.".to_owned(),
        404 | 405 | 501 => "Slipway's server is not here: this page was loaded without one.".to_owned(),
        413 => "The request is larger than the server accepts.".to_owned(),
        502..=504 => "Slipway's server does not answer; the proxy in front of it does.".to_owned(),
        other => format!("The server answered with status {other} and no reason."),
    }
}

fn problem(status: u16, code: &str, message: &str) -> Problem {
    Problem {
        status,
        code: code.to_owned(),
        message: message.to_owned(),
        kubernetes: None,
        fields: Vec::new(),
        request_id: None,
    }
}

/// The problem as text for one place on screen: its message, the fields, and what Kubernetes said.
#[must_use]
pub(crate) fn sentence(problem: &Problem) -> String {
    let mut text = problem.message.clone();
    for field in &problem.fields {
        if !text.contains(&field.message) {
            text.push(' ');
            text.push_str(&field.message);
        }
    }
    if let Some(said) = problem.kubernetes.as_deref().filter(|said| !text.contains(*said)) {
        text.push_str(&format!(" Kubernetes says: {said}"));
    }
    if let Some(id) = &problem.request_id {
        text.push_str(&format!(" (request {id})"));
    }
    text
}

#[cfg(test)]
mod tests {
    use slipway_core::api::FieldProblem;

    use super::*;

    #[test]
    fn the_servers_own_problem_is_kept() {
        let text = r#"{"status":409,"code":"image-used","message":"Image x is used by a-1."}"#;
        let read = from_answer(409, text);
        assert_eq!((read.code.as_str(), read.message.as_str()), ("image-used", "Image x is used by a-1."));
    }

    #[test]
    fn an_answer_of_something_else_becomes_a_sentence() {
        for (status, part) in [(404, "not here"), (502, "proxy"), (418, "status 418")] {
            let read = from_answer(status, "<html>no</html>");
            assert_eq!(read.status, status);
            assert!(read.message.contains(part), "{status}: {}", read.message);
        }
    }

    #[test]
    fn a_sentence_says_everything_once() {
        let field = |message: &str| FieldProblem {
            path: "image.agentImage".to_owned(),
            message: message.to_owned(),
            object_path: None,
        };
        let told = Problem {
            fields: vec![field("Wrong."), field("Name an image.")],
            kubernetes: Some("spec.x: Invalid".to_owned()),
            request_id: Some("r-1".to_owned()),
            ..problem(422, "invalid", "Wrong.")
        };
        assert_eq!(sentence(&told), "Wrong. Name an image. Kubernetes says: spec.x: Invalid (request r-1)");
    }
}
