//! A value that is shared and never changed: two are the same if they are one.

use std::ops::Deref;
use std::sync::Arc;

/// A shared value, compared by identity: views are drawn again only when it was replaced.
///
/// Comparing what is inside would cost more than it saves, and would never end well with a NaN in it.
#[derive(Debug, Default)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// Shares a value.
    pub fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> From<Arc<T>> for Shared<T> {
    fn from(value: Arc<T>) -> Self {
        Self(value)
    }
}

impl<T: Clone> Shared<T> {
    /// The value to be changed; a copy of its own if others hold it too.
    pub fn change(&mut self) -> &mut T {
        // A change must be seen as one even if nobody else holds the value.
        self.0 = Arc::new((*self.0).clone());
        Arc::make_mut(&mut self.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
