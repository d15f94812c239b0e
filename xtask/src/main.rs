//! The commands of this workspace: `cargo xtask help` lists them. Owns what is done in which order;
//! each module below does one thing, and uses only modules listed after it.

mod verify;
mod mutants;
mod suites;
mod trunk;
mod checks;
mod directions;
mod rules;
mod redaction;
mod map;
mod engines;
mod browser;
mod screen;
mod programs;
mod tally;
mod relay;
mod command;
mod client;
mod imports;
mod lean;
mod budget;
mod page;
mod digest;
mod toolchain;
mod step;
mod workspace;
mod fault;

use client::Speed;
use command::Task;
use fault::Fault;
use std::path::PathBuf;
use std::process::ExitCode;
use workspace::Workspace;

fn main() -> ExitCode {
    let done = command::parse(std::env::args_os().skip(1)).and_then(perform);
    done.unwrap_or_else(|fault| {
        eprintln!("\n{fault}");
        ExitCode::FAILURE
    })
}

fn perform(task: Task) -> Result<ExitCode, Fault> {
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
        Task::Mutants(names) => return mutants::hunt(&workspace, &names),
        Task::Test(depth) => return verify::verify(&workspace, depth),
    }
    Ok(ExitCode::SUCCESS)
}

fn build(workspace: &Workspace, speed: Speed) -> Result<PathBuf, Fault> {
    client::build(workspace, speed)?;
    relay::build(workspace, speed, &workspace.dist())
}
