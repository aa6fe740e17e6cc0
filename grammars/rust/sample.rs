//! In-memory store.
use std::collections::HashMap;
use std::{fmt, io::{self, Read as _}};
use crate::clock::*;
use super::Item as Entry;
pub extern crate serde;

mod cache;
pub(crate) mod inner {
    pub fn helper() -> u8 {
        b'x'
    }
}

pub const LIMIT: usize = 10;
static GREETING: &str = "Grüße, 世界";

pub type Result<T> = std::result::Result<T, StoreError>;

/// Why a call failed.
#[derive(Debug, Clone)]
pub enum StoreError {
    Missing(String),
    Io { source: io::Error },
}

#[derive(Default)]
pub struct Store<'a, K, V>
where
    K: Eq,
{
    pub items: HashMap<K, V>,
    name: &'a str,
}

struct Pair(u8, u16);

union Bits {
    int: u32,
    float: f32,
}

/// Something that can be read.
pub trait Source: fmt::Debug + Send {
    const SIZE: usize = 1;
    type Out;

    fn read(&mut self) -> Option<Self::Out>;

    fn skip(&mut self) {
        let _ = self.read();
    }
}

impl<'a, K: Eq + std::hash::Hash, V> Store<'a, K, V> {
    const EMPTY: usize = 0;

    pub fn new(name: &'a str) -> Self {
        Self { items: HashMap::new(), name }
    }

    async fn load<R>(&self, reader: R) -> Result<Vec<u8>> {
        fn inner_step(x: u8) -> u8 {
            x
        }
        let bits = Bits { int: 1 };
        let total = inner::helper() + inner_step(2);
        println!("{} {}", total, describe(&bits));
        let text = "7".parse::<u16>()?;
        reader.run(|x| Pair(x, text)).await.map_err(StoreError::Missing)?;
        Ok(vec![Entry::default()])
    }
}

impl<'a, K, V> fmt::Display for Store<'a, K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)
    }
}

impl Source for Pair {
    type Out = u8;

    fn read(&mut self) -> Option<u8> {
        unsafe { external(self.0) }
    }
}

#[macro_export]
macro_rules! twice {
    ($e:expr) => {
        $e + $e
    };
}

extern "C" {
    fn external(x: u8) -> Option<u8>;
}

cfg_test! {
    pub fn guarded() -> usize {
        twice!(LIMIT)
    }
}
