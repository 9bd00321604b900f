//! Asks mpe for decisions by HTTP, with nothing but the standard library.
//! Usage: rustc -O decide.rs && ./decide http://127.0.0.1:9000

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

const TIMEOUT: Duration = Duration::from_secs(1);
const ANSWER_BYTES_MAX: usize = 65536;

/// One connection to mpe, for one thread.
struct DecisionPoint {
    authority: String,
    path: String,
    connection: Option<TcpStream>,
}

impl DecisionPoint {
    fn new(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("http://")?.trim_end_matches('/');
        let (authority, path) = match rest.find('/') {
            Some(slash) => rest.split_at(slash),
            None => (rest, ""),
        };
        if authority.is_empty() {
            return None;
        }
        Some(Self { authority: authority.into(), path: format!("{path}/decision"), connection: None })
    }

    /// False for whatever is not a clear yes.
    fn allows(&mut self, porc: &str) -> bool {
        let deadline = Instant::now() + TIMEOUT;
        let kept = self.connection.is_some();
        let mut answer = self.ask(porc, deadline);
        // mpe closes connections that are silent for long: then it is asked once more, by a new one.
        if kept && answer.as_ref().is_err_and(closed) {
            answer = self.ask(porc, deadline);
        }
        answer.unwrap_or_else(|error| {
            eprintln!("no decision: {error}");
            false
        })
    }

    fn ask(&mut self, porc: &str, deadline: Instant) -> Result<bool> {
        let mut stream = match self.connection.take() {
            Some(stream) => stream,
            None => connect(&self.authority)?,
        };
        stream.set_write_timeout(Some(remaining(deadline)?))?;
        stream.write_all(
            format!(
                "POST {} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{porc}",
                self.path,
                self.authority,
                porc.len()
            )
            .as_bytes(),
        )?;
        let (head, body) = answer(&mut stream, deadline)?;
        let status = head.split(' ').nth(1).unwrap_or("none");
        if status != "200" {
            return Err(Error::new(ErrorKind::Other, format!("status {status}")));
        }
        self.connection = Some(stream); // kept only after a whole answer
        // What mpe writes, to the letter: so this needs no JSON parser, and nothing else is taken for a yes.
        Ok(body.trim() == r#"{"allow":true}"#)
    }
}

fn closed(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::BrokenPipe | ErrorKind::ConnectionReset)
}

fn connect(authority: &str) -> Result<TcpStream> {
    let mut last = Error::new(ErrorKind::NotFound, "no address");
    for address in authority.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, TIMEOUT) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn remaining(deadline: Instant) -> Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(Error::new(ErrorKind::TimedOut, "timed out")) } else { Ok(left) }
}

/// The head and the body of one answer, which has to say how long it is, as mpe's do.
fn answer(stream: &mut TcpStream, deadline: Instant) -> Result<(String, String)> {
    let bad = |what: &str| Error::new(ErrorKind::InvalidData, what.to_string());
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = std::str::from_utf8(&bytes[..end]).map_err(|_| bad("a head that is no text"))?;
            let length: usize = head
                .split("\r\n")
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .and_then(|(_, value)| value.trim().parse().ok())
                .ok_or_else(|| bad("an answer without a length"))?;
            if length > ANSWER_BYTES_MAX {
                return Err(bad("an answer that is too long"));
            }
            if bytes.len() >= end + 4 + length {
                let body = String::from_utf8_lossy(&bytes[end + 4..end + 4 + length]).into_owned();
                return Ok((head.to_string(), body));
            }
        }
        if bytes.len() > 2 * ANSWER_BYTES_MAX {
            return Err(bad("an answer that is too long"));
        }
        stream.set_read_timeout(Some(remaining(deadline)?))?;
        match stream.read(&mut piece)? {
            0 => return Err(Error::new(ErrorKind::UnexpectedEof, "the connection ended")),
            count => bytes.extend_from_slice(&piece[..count]),
        }
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), None) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: decide http://HOST:PORT");
        std::process::exit(2);
    };
    let Some(mut mpe) = DecisionPoint::new(&url) else {
        eprintln!("`{url}`: say where mpe listens: http://HOST:PORT, without TLS");
        std::process::exit(2);
    };
    let alice = r#"{"sub": "alice", "mroles": ["mrn:shop:role:customer"]}"#;
    let questions = [
        ("alice reads her orders", alice, "mrn:http:shop/orders/alice"),
        ("alice reads bob's orders", alice, "mrn:http:shop/orders/bob"),
        ("anyone reads the catalogue", "{}", "mrn:http:shop/catalogue/lamp"),
    ];
    for (text, principal, resource) in questions {
        // These values have nothing that JSON would have to escape; use a JSON library for values from outside.
        let porc =
            format!(r#"{{"principal": {principal}, "operation": "shop:http:get", "resource": "{resource}"}}"#);
        println!("{text}: {}", if mpe.allows(&porc) { "allow" } else { "deny" });
    }
}
