//! A member's end of one line, as a page has it: what is said is taken at once and leaves when it can, and whoever lets
//! go of the line lets what was said leave all the same.

use burnroom_tests::stream::Pipe;
use futures_util::{SinkExt as _, StreamExt as _};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::sleep;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;

/// Close code of a line that ended without one.
pub(crate) const NO_CODE: u16 = 1006;

/// What a member hears on it.
#[derive(Debug)]
pub(crate) enum Heard {
    Opened,
    Text(String),
    Binary(Vec<u8>),
    /// The relay asked whether anybody is there.
    Asked,
    Closed(u16),
}

/// A member's end.
pub(crate) struct Line {
    say: UnboundedSender<Message>,
    hear: UnboundedReceiver<Heard>,
}

impl Line {
    /// Opens on `stream` after so long; without one it is closed by then.
    pub(crate) fn open(stream: Option<Pipe>, after: Duration) -> Self {
        let (say, said) = unbounded_channel();
        let (tell, hear) = unbounded_channel();
        tokio::spawn(async move {
            sleep(after).await;
            match stream {
                Some(stream) => carry(stream, said, tell).await,
                None => drop(tell.send(Heard::Closed(NO_CODE))),
            }
        });
        Self { say, hear }
    }

    pub(crate) fn say(&self, message: Message) {
        // A line that broke says so where it is heard.
        let _ = self.say.send(message);
    }

    pub(crate) async fn hear(&mut self) -> Heard {
        self.hear.recv().await.unwrap_or(Heard::Closed(NO_CODE))
    }
}

async fn carry(stream: Pipe, mut said: UnboundedReceiver<Message>, tell: UnboundedSender<Heard>) {
    let _ = tell.send(Heard::Opened);
    let (mut out, mut back) = WebSocketStream::from_raw_socket(stream, Role::Client, None).await.split();
    let write = async {
        while let Some(message) = said.recv().await {
            if out.send(message).await.is_err() {
                return;
            }
        }
        let _ = out.close().await;
    };
    let read = async {
        let mut code = NO_CODE;
        while let Some(Ok(message)) = back.next().await {
            let heard = match message {
                Message::Text(text) => Heard::Text(text.to_string()),
                Message::Binary(bytes) => Heard::Binary(bytes.to_vec()),
                Message::Close(frame) => {
                    code = frame.map_or(NO_CODE, |frame| frame.code.into());
                    continue;
                }
                Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Heard::Asked,
            };
            let _ = tell.send(heard);
        }
        let _ = tell.send(Heard::Closed(code));
    };
    tokio::join!(write, read);
}
