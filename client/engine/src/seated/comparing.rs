//! tmp
use super::{Seated, Step, Stop};
use crate::content::Body;
use crate::suite::Suite;
use burnroom_shared::ids::MemberId;
impl<S: Suite> Seated<S> {
    pub(super) async fn compare(&mut self, _: &mut Step<'_, S>, _: bool) -> Result<(), Stop> {
        Ok(())
    }
    pub(super) fn matched(&mut self, _: &mut Step<'_, S>) {}
    pub(super) fn differed(&mut self, _: &mut Step<'_, S>) {}
    pub(super) async fn tick_comparisons(&mut self, _: &mut Step<'_, S>) -> Result<(), Stop> {
        Ok(())
    }
    pub(super) async fn greet(&mut self, _: &mut Step<'_, S>) -> Result<(), Stop> {
        Ok(())
    }
    pub(super) fn comparison_left(&mut self, _: &mut Step<'_, S>, _: MemberId) {}
    pub(super) fn comparisons_need_keys(&mut self, _: &mut Step<'_, S>) {}
    pub(super) async fn compared(&mut self, _: &mut Step<'_, S>, _: MemberId, _: u32, _: &Body) -> Result<(), Stop> {
        Ok(())
    }
}
#[derive(Default)]
pub(super) struct Comparisons;
impl Comparisons {
    pub(super) fn next_ms(&self) -> Option<u64> {
        None
    }
}
