//! t
use std::time::Instant;
fn main() {
    let n=Instant::now();
    let s = lucerna_servers::Shared::start().unwrap();
    println!("{:?}", n.elapsed());
    for v in s.variables() { println!("{v:?}"); }
    for v in s.timings() { println!("{v:?}"); }
    std::io::stdin().read_line(&mut String::new()).unwrap();
}
