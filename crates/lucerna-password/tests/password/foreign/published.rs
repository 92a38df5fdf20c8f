//! Hashes that others published, each with its source, its password and the hash.

use super::{verify, verify_in};
use lucerna_core::Verdict;
use lucerna_password::PasswordPool;

const DREPPER: &str = "SHA-crypt.txt of Ulrich Drepper";
const PASSLIB: &str = "tests of passlib 1.7.4";
const HASHCAT: &str = "example hashes of hashcat";
const SPRING: &str = "Spring Security's reference, Password Storage";
const MEDIAWIKI: &str = "tests of MediaWiki, tests/phpunit/unit/includes/password";

const PUBLISHED: &[[&str; 3]] = &[
    // crypt(3)
    [DREPPER, "Hello world!", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"],
    [DREPPER, "Hello world!", "$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA"],
    [
        DREPPER,
        "This is just a test",
        "$5$rounds=5000$toolongsaltstrin$Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGRcvxa5",
    ],
    [
        DREPPER,
        "Hello world!",
        "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
    ],
    [
        DREPPER,
        "a very much longer text to encrypt.  This one even stretches over morethan one line.",
        "$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1",
    ],
    [
        DREPPER,
        "we have a short salt string but not a short password",
        "$6$rounds=77777$short$WuQyW2YR.hBNpjjRhpYD/ifIw05xdfeEyQoMxIXbkvr0gge1a1x3yRULJ5CCaUeOxFmtlcGZelFl5CxtgfiAc0",
    ],
    [PASSLIB, "", "$5$kc7lRD1fpYg0g.IP$d7CMTcEqJyTXyeq8hTdu/jB/I6DGkoo62NXbHIR7S43"],
    [PASSLIB, "secret", "$5$rounds=1004$nacl$oiWPbm.kQ7.jTCZoOtdv7/tO5mWv/vxw5yTqlBagVR7"],
    [HASHCAT, "hashcat", "$5$rounds=5000$GX7BopJZJxPc/KEK$le16UF8I2Anb.rOrn22AUPWvzUETDGefUmAV8AZkGcD"],
    [
        HASHCAT,
        "hashcat",
        "$6$52450745$k5ka2p8bFuSmoVT1tzOyyuaREkkKBcCNqoDKzYiJL9RaE8yMnPgh2XzzF0NDrUhgrcLwg78xs1w5pJiypEdFX/",
    ],
    [HASHCAT, "hashcat", "$1$28772684$iEwNOgGugqO9.bIz5sk8k/"],
    [PASSLIB, "U*U*U*U*", "$1$dXc3I7Rw$ctlgjDdWJLMT.qwHsWhXR1"],
    [PASSLIB, "", "$1$Eu.GHtia$CFkL/nE1BYTlEPiVx1VWX0"],
    [PASSLIB, "4lpHa N|_|M3r1K W/ Cur5Es: #$%(*)(*%#", "$1$jQS7o98J$V6iTcr71CGgwW2laf17pi1"],
    ["Apache httpd 2.2, Password Formats", "myPassword", "$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/"],
    [HASHCAT, "hashcat", "$apr1$71850310$gh9m4xcAn3MGxogwX/ztb."],
    // LDAP and Dovecot
    [PASSLIB, "U*U*U*U*", "{CRYPT}$1$dXc3I7Rw$ctlgjDdWJLMT.qwHsWhXR1"],
    [PASSLIB, "secret", "{crypt}$5$rounds=1004$nacl$oiWPbm.kQ7.jTCZoOtdv7/tO5mWv/vxw5yTqlBagVR7"],
    [
        DREPPER,
        "Hello world!",
        "{SHA512-CRYPT}$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
    ],
    [PASSLIB, "U*U", "{BLF-CRYPT}$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
    [PASSLIB, "sekrit", "{PBKDF2}5000$7BvbBq.EZzz/O0HuwX3iP.nAG3s$g3oPnFFaga2BJaX5PoPRljl4XIE"],
    [PASSLIB, "testing1234", "{SMD5}UjFY34os/pnZQ3oQOzjqGu4yeXE="],
    [PASSLIB, "testing123", "{SSHA}0c0blFTXXNuAMHECS4uxrj3ZieMoWImr"],
    // passlib
    [PASSLIB, "", "$bcrypt-sha256$2a,5$E/e/2AOhqM5W/KJTFQzLce$F6dYSxOdAEoJZO2eoHUZWZljW/e0TXO"],
    [PASSLIB, "password", "$bcrypt-sha256$2b,5$5Hg1DKFqPE8C2aflZ5vVoe$12BjNE0p7axMg55.Y/mHsYiVuFBDQyu"],
    [
        PASSLIB,
        "password",
        "$bcrypt-sha256$v=2,t=2b,r=5$5Hg1DKFqPE8C2aflZ5vVoe$wOK1VFFtS8IGTrGa7.h5fs0u84qyPbS",
    ],
    [
        PASSLIB,
        "abc123abc123abc123abc123abc123abc123abc123abc123abc123abc123abc123abc123qwr",
        "$bcrypt-sha256$v=2,t=2b,r=5$X1g1nh3g0v4h6970O68cxe$CBF9csfEdW68xv3DwE6xSULXMtqEFP.",
    ],
    // Werkzeug
    [
        "techmonger.github.io/4/secure-passwords-werkzeug",
        "P1ain-text-user-passw@rd",
        "sha256$lTsEjTVv$c794661e2c734903267fbc39205e53eca607f9ca2f85812c95020fe8afb3bc62",
    ],
    // Spring Security
    [SPRING, "password", "$2a$10$dXJ3SW6G7P50lGmMkkmwe.20cQQubK3.HZWzG3YB1tlRy.fqvM/BG"],
    [SPRING, "password", "5d923b44a6d129f3ddf3e3c8d29412723dcbde72445e8ef6bf3b508fbf17fa4ed4d6b99ca763d8dc"],
    [
        SPRING,
        "password",
        "$e0801$8bWJaSu2IKSn9Z9kM+TPXfOc/9bdYSrN1oD9qfVThWEwdRTnO7re7Ei+fUZRJ68k9lTyuTeUp4of4g24hHnazw==$OAOec05+bXxvuu/1qZ6NUR+xQYvYv7BeL1QxwRpY5Pc=",
    ],
    [SPRING, "password", "97cde38028ad898ebc02e690819fa220e88c62e0699403e94fff291cfffaf8410849f27605abcbc0"],
    [
        SPRING,
        "password",
        "{sha256}97cde38028ad898ebc02e690819fa220e88c62e0699403e94fff291cfffaf8410849f27605abcbc0",
    ],
    // MediaWiki
    [MEDIAWIKI, "password", ":A:5f4dcc3b5aa765d61d8327deb882cf99"],
    [MEDIAWIKI, "password", ":B:salt:9842afc7cb949c440c51347ed809362f"],
    [MEDIAWIKI, "password", ":pbkdf2:sha1:1:20:c2FsdA==:DGDID5YfDnHzqbUkr2ASBi/gN6Y="],
    [MEDIAWIKI, "password", ":pbkdf2:sha1:4096:20:c2FsdA==:SwB5AbdlSJq+rUnZJvch0GWkKcE="],
    [MEDIAWIKI, "pass\0word", ":pbkdf2:sha1:4096:16:c2EAbHQ=:Vvpqp1VICZ3MN9fwNCXgww=="],
    // Node
    [
        "Node.js 20, crypto.pbkdf2: its example begins with 3745e48 and ends with 08d59ae",
        "secret",
        "salt:3745e482c6e0ade35da10139e797157f4a5da669dad7d5da88ef87e47471cc47ed941c7ad618e827304f083f8707f12b7cfdd5f489b782f10cc269e3c08d59ae",
    ],
    // Keycloak
    [
        "a migration from Keycloak to Django (PBKDF2)",
        "RdaRfqP7Y89vy2",
        r#"{"secretData":"{\"value\":\"ZXVC08Hf4jBOoYzVoNWYjQijsMC2oc/OUa9LciiIJ/1XHPF/qPiY1DqwLLDN2hYFmf/1kApkveD8/Pr7GVqjgw==\",\"salt\":\"Td6XuopYK6JNfUnIlqYMOQ==\",\"additionalParameters\":{}}","credentialData":"{\"hashIterations\":27500,\"algorithm\":\"pbkdf2-sha256\",\"additionalParameters\":{}}"}"#,
    ],
    [
        "an export of Keycloak 26 (Argon2)",
        "secret",
        r#"{"type": "password", "secretData": "{\"value\":\"xKjWvB9+0sSP6wTqI1JoEI7w+iA0x9VDhPgmrOHRG80=\",\"salt\":\"LRScGShC7shkdoU5B1UgUQ==\",\"additionalParameters\":{}}", "credentialData": "{\"hashIterations\":5,\"algorithm\":\"argon2\",\"additionalParameters\":{\"hashLength\":[\"32\"],\"memory\":[\"7168\"],\"type\":[\"id\"],\"version\":[\"1.3\"],\"parallelism\":[\"1\"]}}"}"#,
    ],
    [
        "a realm of Keycloak 26 (Argon2)",
        "iceberg",
        r#"{"secret_data":{"value":"BuViHNDGmCq80fvpty/QoggTI8NSt0CuNDGgeoa5f5A=","salt":"RJ0aLMQ2qKbZuROs7qQhcA=="},"credential_data":{"hashIterations":5,"algorithm":"argon2","additionalParameters":{"hashLength":["32"],"memory":["7168"],"type":["id"],"version":["1.3"],"parallelism":["1"]}}}"#,
    ],
];

#[test]
fn a_published_hash_matches_its_password_and_no_other() {
    let pool = PasswordPool::default();
    for [source, password, hash] in PUBLISHED {
        assert_eq!(verify_in(&pool, password, hash), Verdict::Outdated, "{source}: {hash}");
        assert_eq!(verify_in(&pool, &format!("{password}."), hash), Verdict::Mismatch, "{source}: {hash}");
    }
}

#[test]
fn a_published_hash_whose_output_is_truncated_matches_nothing() {
    let pool = PasswordPool::default();
    for [source, password, hash] in PUBLISHED {
        let Some((cut, _)) = hash.char_indices().rev().nth(1) else { continue };
        assert!(super::is_refused_in(&pool, password, &hash[..cut]), "{source}: {hash}");
    }
}

const SALT: &str = "000102030405060708090a0b0c0d0e0f";

/// The outputs are from Node 20, `crypto.scryptSync(password, salt, length)` and `crypto.pbkdf2Sync`.
#[test]
fn each_documented_function_of_node_is_tried() {
    for output in [
        "2d05cd998694307d09324d39091e7dc45d610b22758eed53785ff7350464575493564fea574b76976b7c97ba84a602b4c3cabfc988f8a9dec764aaf978f40d72",
        "2d05cd998694307d09324d39091e7dc45d610b22758eed53785ff73504645754",
        "621873fbee157711167a56544900e72c837a27201ddf41e7bb4e1dd6a6aec27af550be5c97659e27c9406007971680b53ba9e0265a36357ee07a8e3b265a96cc",
        "36033cea989814abc04228802e25512ce76364bcf3a18e9c81c47483d705612207dc47c44420d26ffa277627039b967c3817e075ea34bbcad3748c19df3512f5",
        "265a49ef045aadaf4200181ba2b79a1df7e241c39c1e1f3034aaf0572e91120b5e0ad05da6fd4cdbb5b9ffeba05595d83f00d94e60cbd96121e69e61180b2608",
        "f16830f7230bd0bb41965bf517f8f8c95fe4b113aef8b20b2f182f04dc9ff7c3",
    ] {
        let hash = format!("{SALT}:{output}");
        assert_eq!(verify("correct horse battery staple", &hash), Verdict::Outdated, "{hash}");
    }
}

/// libsodium's `crypto_pwhash_STRBYTES` is 128, and its callers often store the whole buffer.
#[test]
fn nuls_behind_an_argon2_hash_are_padding() {
    let hash =
        "$argon2id$v=19$m=64,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$LfR+3mNY7Repl21PztuJehADbUMqSs7xfSY7/Ji9IKw";
    for length in [hash.len() + 1, 128] {
        let padded = format!("{hash:\0<length$}");
        assert_eq!(verify("correct horse battery staple", &padded), Verdict::Outdated);
        assert_eq!(verify("correct horse battery stable", &padded), Verdict::Mismatch);
    }
    assert!(super::is_refused("correct horse battery staple", &format!("{hash}\0A")));
}
