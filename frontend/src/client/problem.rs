//! Problems that no server wrote, and problems as one sentence.

use slipway_core::api::Problem;

/// Nobody answered: no network, no server, or no answer in time.
pub(super) fn unreachable() -> Problem {
    problem(0, "unreachable", "Slipway's server does not answer. Is it running, and is the network up?")
}

/// Nobody answered in time; what was asked to be done may be done.
pub(super) fn late(seconds: u32, is_question: bool) -> Problem {
    let rest =
        if is_question { "" } else { " It may have been done all the same: look before you try again." };
    let message = format!("Slipway's server did not answer within {seconds} seconds.{rest}");
    problem(0, "late", &message)
}

/// A connection that was open is silent for too long.
pub(super) fn silent() -> Problem {
    problem(0, "silent", "Slipway's server says nothing any more.")
}

/// The server answered what the contract does not know.
pub(super) fn unreadable(detail: &str) -> Problem {
    let message = format!(
        "The server's answer cannot be read ({detail}). The page may be older than the server: reload it."
    );
    problem(0, "unreadable", &message)
}

/// What the answer `text` with an error `status` says: the server's own problem, or, when something else answered (a
/// proxy, a static file server), a sentence about the status and the title of its page.
pub(super) fn from_answer(status: u16, text: &str) -> Problem {
    crate::json::read(text).unwrap_or_else(|_| {
        let title = title(text).map(|title| [" It says: ", title].concat()).unwrap_or_default();
        problem(status, "status", &[about_status(status), title].concat())
    })
}

/// The title of an HTML page, when it is one line of text.
fn title(page: &str) -> Option<&str> {
    const LONGEST: usize = 100;
    let (_, rest) = page.split_once("<title>")?;
    let title = rest.split_once("</title>")?.0.trim();
    (!title.is_empty() && title.len() <= LONGEST && !title.contains(['<', '&', '\n'])).then_some(title)
}

fn about_status(status: u16) -> String {
    match status {
        401 => "You are not logged in. Log in and try again.".to_owned(),
        403 => "The server refuses this request.".to_owned(),
        404 | 405 | 501 => "Slipway's server is not here: this page was loaded without one.".to_owned(),
        413 => "The request is larger than the server accepts.".to_owned(),
        502..=504 => {
            format!("Slipway's server does not answer; the proxy in front of it does (status {status}).")
        }
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

/// Whether the same may succeed in a moment: nobody answered, or whoever did could not just now.
#[must_use]
pub(crate) fn may_pass(problem: &Problem) -> bool {
    problem.status == 0 || problem.status >= 500
}

/// So many fields of a problem are told in a sentence.
const TOLD: usize = 5;

/// The problem as text for one place on screen: its message, the fields, and what Kubernetes said.
#[must_use]
pub(crate) fn sentence(problem: &Problem) -> String {
    let mut text = problem.message.clone();
    for field in problem.fields.iter().take(TOLD) {
        if !text.contains(&field.message) {
            text.push(' ');
            text.push_str(&field.message);
        }
    }
    let more = problem.fields.len().saturating_sub(TOLD);
    if more > 0 {
        text.push_str(&format!(" And {more} more."));
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
        let page =
            |title: &str| format!("<html><head><title>{title}</title></head><body><h1>no</h1></body></html>");
        for (status, title, expected) in [
            (404, "", "Slipway's server is not here: this page was loaded without one."),
            (
                502,
                " 502 Bad Gateway ",
                "Slipway's server does not answer; the proxy in front of it does (status 502). It says: 502 Bad Gateway",
            ),
            (418, "<b>tea</b>", "The server answered with status 418 and no reason."),
            (418, &"x".repeat(101), "The server answered with status 418 and no reason."),
        ] {
            let read = from_answer(status, &page(title));
            assert_eq!((read.status, read.message.as_str()), (status, expected));
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
        let many = Problem {
            fields: (0..8).map(|at| field(&format!("{at}."))).collect(),
            ..problem(422, "x", "No.")
        };
        assert_eq!(sentence(&many), "No. 0. 1. 2. 3. 4. And 3 more.");
        assert_eq!(sentence(&told), "Wrong. Name an image. Kubernetes says: spec.x: Invalid (request r-1)");
    }
}
