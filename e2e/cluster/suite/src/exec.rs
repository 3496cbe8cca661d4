use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Status;
use kube::api::{Api, AttachParams};
use tokio::io::AsyncReadExt;

/// What a command in a container did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its exit code.
    pub code: i32,
    /// What it wrote to its output, without the white space around it.
    pub stdout: String,
    /// What it wrote as errors, likewise.
    pub stderr: String,
}

impl Output {
    /// Its output, when it ended well.
    ///
    /// # Errors
    /// Exit code and both outputs, when it did not.
    pub fn success(self) -> Result<String, String> {
        match self.code {
            0 => Ok(self.stdout),
            code => Err(format!("exit code {code}: {} {}", self.stdout, self.stderr)),
        }
    }
}

/// Runs `sh -c script` in a container and waits for its end.
///
/// # Errors
/// When the cluster cannot run it; a command that fails is no error.
pub async fn exec(pods: &Api<Pod>, pod: &str, container: &str, script: &str) -> Result<Output, String> {
    let params = AttachParams::default().container(container).stdin(false).stdout(true).stderr(true);
    let wrong = |error: kube::Error| format!("exec in {pod} ({container}): {error}");
    let mut process = pods.exec(pod, ["sh", "-c", script], &params).await.map_err(wrong)?;
    let (mut stdout, mut stderr) = (String::new(), String::new());
    let mut streams = (process.stdout(), process.stderr());
    let status = process.take_status();
    // Both at once: a command waits when nobody reads what it writes.
    let read = async {
        let out = async {
            if let Some(stream) = &mut streams.0 {
                drop(stream.read_to_string(&mut stdout).await);
            }
        };
        let err = async {
            if let Some(stream) = &mut streams.1 {
                drop(stream.read_to_string(&mut stderr).await);
            }
        };
        futures::join!(out, err);
    };
    read.await;
    let status = match status {
        Some(status) => status.await,
        None => None,
    };
    let code = status.as_ref().map_or(Ok(-1), code)?;
    Ok(Output { code, stdout: stdout.trim().to_owned(), stderr: stderr.trim().to_owned() })
}

/// The API server tells the exit code as a cause of a failure.
fn code(status: &Status) -> Result<i32, String> {
    if status.status.as_deref() == Some("Success") {
        return Ok(0);
    }
    let causes = status.details.iter().filter_map(|details| details.causes.as_ref()).flatten();
    let told = causes.filter(|cause| cause.reason.as_deref() == Some("ExitCode"));
    let code = told.filter_map(|cause| cause.message.as_deref()?.parse().ok()).next();
    code.ok_or_else(|| status.message.clone().unwrap_or_default())
}
