//! The command line as people, scripts and pipelines use it: the tests run the binary and import nothing.

mod check;
mod claims;
mod labs;
mod links;
mod lint;
mod refusals;
mod run;
mod said;
mod validate;
