//! The commands of this workspace: `cargo xtask help` lists them. Owns what is done in which order;
//! each module below does one thing, and uses only modules listed after it.

mod command;
mod relay;
mod client;
mod budget;
mod page;
mod digest;
mod toolchain;
mod step;
mod workspace;
mod fault;

use client::Speed;
use command::{Depth, Task};
use fault::Fault;
use std::process::ExitCode;
use workspace::Workspace;

fn main() -> ExitCode {
    let done = command::parse(std::env::args_os().skip(1)).and_then(perform);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("\n{fault}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<(), Fault> {
    let workspace = Workspace::find();
    match task {
        Task::Help => print!("{}", command::HELP),
        Task::Client(speed) => client::build(&workspace, speed)?,
        Task::Build(speed) => {
            let binary = build(&workspace, speed)?;
            println!("  {}", binary.display());
        }
        Task::Run(speed, words) => {
            let binary = build(&workspace, speed)?;
            println!("  Starting the relay. Ctrl+C ends it, and every room in it.\n");
            return Err(relay::become_relay(&binary, &words));
        }
        Task::Test(depth) => test(&workspace, depth)?,
    }
    Ok(())
}

fn build(workspace: &Workspace, speed: Speed) -> Result<std::path::PathBuf, Fault> {
    client::build(workspace, speed)?;
    relay::build(workspace, speed, &workspace.dist())
}
fn test(_: &Workspace, _: Depth) -> Result<(), Fault> {
    Ok(())
}
