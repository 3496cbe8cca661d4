use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Longest anything may take: an emergency brake, not a wait.
const LIMIT: Duration = Duration::from_secs(60);

/// A connection on which the test writes what it wants.
pub(crate) struct Raw(TcpStream);

impl Raw {
    /// Connects to a server and sends these bytes.
    pub(crate) async fn open(url: &str, bytes: &[u8]) -> Self {
        let mut stream = TcpStream::connect(url.trim_start_matches("http://")).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        Self(stream)
    }

    /// Reads until this is part of what came, or the connection ends.
    pub(crate) async fn until(&mut self, part: &str) -> String {
        let mut text = Vec::new();
        let reading = async {
            while !String::from_utf8_lossy(&text).contains(part) {
                match self.0.read_buf(&mut text).await {
                    Ok(0) | Err(_) => break,
                    Ok(_) => {}
                }
            }
        };
        tokio::time::timeout(LIMIT, reading).await.unwrap_or_else(|_| panic!("{part} never came"));
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Reads until the server ends the connection.
    pub(crate) async fn rest(&mut self) -> String {
        self.until("\0").await
    }

    /// Whether the server has ended the connection; what came before is skipped.
    pub(crate) fn has_ended(&self) -> bool {
        let mut skipped = [0; 4096];
        loop {
            match self.0.try_read(&mut skipped) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(error) => return error.kind() != std::io::ErrorKind::WouldBlock,
            }
        }
    }
}
