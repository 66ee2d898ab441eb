//! The command line as a person, a script and a pipeline meet it: the binary is run, nothing is imported.

mod check;
mod claims;
mod labs;
mod links;
mod refusals;
mod run;
mod said;
mod validate;
