//! Runs the wasm tests cargo has compiled, in Node; cargo calls it as the runner of `wasm32-unknown-unknown`.
//!
//! Linked as a library for the same reason as the generator: its version must equal that of `wasm-bindgen`.

use std::process::ExitCode;

use wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args;

fn main() -> ExitCode {
    match run_cli_with_args(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        // Failed tests are an error too; the tests' own output has said which.
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
