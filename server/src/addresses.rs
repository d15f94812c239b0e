//! Who asks, as an address, and what one address has asked for lately. Knows no request.
//!
//! An IPv6 address stands for its /64: a household gets that many, and an attacker has no fewer.

use crate::bucket::{Bucket, Rate};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Most addresses whose pace is remembered, about 3 MB of them. Beyond, new ones are refused until others have rested.
const REMEMBERED_MAX: usize = 65_536;
/// The first half of an IPv6 address.
const NETWORK: u128 = !0 << 64;

/// A client as rates see it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

impl From<IpAddr> for Client {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & NETWORK)),
        })
    }
}

burnroom_shared::debug_by_name!(Client);

impl Default for Client {
    fn default() -> Self {
        Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }
}

/// The client behind a connection: the far end, or, if that is a proxy that is believed, the last address that the
/// proxy itself wrote down. What stands before it anyone could have written.
#[must_use]
pub fn client(peer: IpAddr, forwarded_for: &str, trusted_proxies: &[IpAddr]) -> Client {
    let is_trusted = |address: &IpAddr| trusted_proxies.contains(&address.to_canonical());
    if !is_trusted(&peer) {
        return peer.into();
    }
    let hops = forwarded_for.rsplit(',');
    let addresses = hops.map_while(|hop| hop.trim().parse::<IpAddr>().ok());
    let mut farthest = peer;
    for address in addresses {
        farthest = address;
        if !is_trusted(&address) {
            break;
        }
    }
    farthest.into()
}

/// How often each client may do one thing.
#[derive(Debug)]
pub struct Pace {
    rate: Rate,
    buckets: Mutex<HashMap<Client, Bucket>>,
}

impl Pace {
    /// Nobody has done it yet.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self { rate, buckets: Mutex::default() }
    }

    /// Lets a client do it once more.
    ///
    /// # Errors
    /// How long to wait.
    pub fn take(&self, client: Client, now_ms: u64) -> Result<(), Duration> {
        let mut buckets = lock(&self.buckets);
        if buckets.len() >= REMEMBERED_MAX && !buckets.contains_key(&client) {
            buckets.retain(|_, bucket| !bucket.is_full(now_ms));
            if buckets.len() >= REMEMBERED_MAX {
                return Err(Duration::from_secs(1));
            }
        }
        buckets.entry(client).or_default().take(self.rate, now_ms)
    }
}

/// How many of something are there, in all and for each client.
#[derive(Debug)]
pub struct Crowd {
    most: usize,
    most_each: usize,
    present: Mutex<Present>,
}

#[derive(Debug, Default)]
struct Present {
    all: usize,
    each: HashMap<Client, usize>,
}

/// One of a crowd; dropping it makes place.
#[derive(Debug)]
pub struct Place {
    crowd: Arc<Crowd>,
    client: Client,
}

impl Crowd {
    /// Nobody there.
    #[must_use]
    pub fn new(most: usize, most_each: usize) -> Arc<Self> {
        Arc::new(Self { most, most_each, present: Mutex::default() })
    }

    /// Lets one more in, if there is place in all and for this client.
    #[must_use]
    pub fn enter(self: &Arc<Self>, client: Client) -> Option<Place> {
        let mut present = lock(&self.present);
        let of_client = present.each.get(&client).copied().unwrap_or_default();
        if present.all >= self.most || of_client >= self.most_each {
            return None;
        }
        present.all += 1;
        present.each.insert(client, of_client + 1);
        Some(Place { crowd: Arc::clone(self), client })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut present = lock(&self.crowd.present);
        present.all -= 1;
        let of_client = present.each.remove(&self.client).unwrap_or_default();
        if of_client > 1 {
            present.each.insert(self.client, of_client - 1);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Counts only; a panic elsewhere leaves at worst one too many.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_of_ipv6_is_one_client_and_a_mapped_address_is_its_own() {
        let of = |text| Client::from(address(text));
        assert_eq!(of("2001:db8:1:2:3::4"), of("2001:db8:1:2::"));
        assert_ne!(of("2001:db8:1:2::"), of("2001:db8:1:3::"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn forwarded_for_is_believed_from_a_trusted_proxy_only() {
        let proxy = [address("127.0.0.1"), address("10.0.0.1")];
        let of = |peer: &str, header: &str| client(address(peer), header, &proxy);
        assert_eq!(of("192.0.2.9", "192.0.2.1"), Client::from(address("192.0.2.9")));
        assert_eq!(of("127.0.0.1", "6.6.6.6, 192.0.2.1"), Client::from(address("192.0.2.1")));
        assert_eq!(of("::ffff:127.0.0.1", "192.0.2.1, 10.0.0.1"), Client::from(address("192.0.2.1")));
        assert_eq!(of("127.0.0.1", "192.0.2.1, junk"), Client::from(address("127.0.0.1")));
        assert_eq!(client(address("127.0.0.1"), "", &proxy), Client::from(address("127.0.0.1")));
    }

    #[test]
    fn each_client_has_its_own_pace_and_memory_of_them_is_bounded() {
        let pace = Pace::new("1+1/s".parse().unwrap());
        let client = |number: usize| Client(IpAddr::V4(Ipv4Addr::from_bits(u32::try_from(number).unwrap())));
        for number in 0..REMEMBERED_MAX {
            assert_eq!(pace.take(client(number), 0), Ok(()));
        }
        assert!(pace.take(client(0), 0).is_err());
        assert!(pace.take(client(REMEMBERED_MAX), 0).is_err());
        assert_eq!(pace.take(client(REMEMBERED_MAX), 1_000), Ok(()));
        assert_eq!(lock(&pace.buckets).len(), 1);
    }

    #[test]
    fn a_place_is_free_again_when_it_is_left() {
        let (one, two) = (Client::from(address("192.0.2.1")), Client::from(address("192.0.2.2")));
        let crowd = Crowd::new(3, 2);
        let places = [crowd.enter(one), crowd.enter(one)];
        assert!(places.iter().all(Option::is_some) && crowd.enter(one).is_none());
        let other = crowd.enter(two);
        assert!(other.is_some() && crowd.enter(two).is_none());
        drop(places);
        assert!(crowd.enter(one).is_some());
        drop(other);
        assert!(lock(&crowd.present).each.is_empty());
    }
}
