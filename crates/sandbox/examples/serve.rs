//! Serves a sandbox until interrupted: `cargo run -p slipway-sandbox --example serve -- 127.0.0.1:8001`.

use std::io::{self, Write};

use slipway_sandbox::{Options, Sandbox};

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let sandbox = Sandbox::start(tokio::net::TcpListener::bind(address).await?, Options::default()).await?;
    writeln!(io::stdout(), "kubectl --server {}", sandbox.url())?;
    tokio::signal::ctrl_c().await?;
    sandbox.stop().await;
    Ok(())
}
