//! Hashes with their passwords, from the systems themselves or from the libraries that they use.

/// One hash of each format, at its system's cost: the source, the password and the hash.
pub(crate) const REFERENCE: &[[&str; 3]] = &[
    [
        "lucia-v3-scrypt == better-auth-scrypt",
        "Lucerna pässwörd ﬁ 🔑",
        "00112233445566778899aabbccddeeff:7a1e4d07e9ea31baae5f855739d59bd34924700d7cc323a836394d4f8d4634d681611e2566e5e78606e0270f3b3f19d6f5c97c555d2891bb088356080710f820",
    ],
    [
        "lucia-v2-s2",
        "Lucerna pässwörd ﬁ 🔑",
        "s2:a1b2c3d4e5f6g7h8:c253e352c0992e053b5e27704c17205dae5e6c7b300185ebf2f855598d85642823f1368314a987a917de702db29a558e97fe53bf3045b87f65a3e4bda92b17a9",
    ],
    [
        "lucia-v1-legacy",
        "correct horse battery staple",
        "a1b2c3d4e5f6g7h8:3349aa48a98735800ad66a23485965ed46b462bc2d24e278de0db3e25520d53c26022d0e46cbc5e2f76e8cdb999106d2c1e7c84fa97e480d6c0276322da2d72a",
    ],
    [
        "django-pbkdf2_sha256",
        "correct horse battery staple",
        "pbkdf2_sha256$1000000$saltsaltsaltsalt$BxyWyMa2ZdPSpdL8MAGGV9bJDDi8VGZw+v9tf3HqgzQ=",
    ],
    [
        "django-pbkdf2_sha1",
        "correct horse battery staple",
        "pbkdf2_sha1$1000000$saltsaltsaltsalt$BPPsB8qYZhG6z+D7i5AnYeZ3CmQ=",
    ],
    [
        "django-argon2",
        "correct horse battery staple",
        "argon2$argon2id$v=19$m=102400,t=2,p=8$ZndtV3RRY0ZLVUZZdjNIQ09xMVpEQQ$onCWEGmLJnbo0a8FSVzMXukCvKTW6e33GbrcuCZN6PM",
    ],
    [
        "django-bcrypt_sha256",
        "correct horse battery staple",
        "bcrypt_sha256$$2b$12$w4mvnoYJZ9FMs.QPqSPgue0qpaWLsdFx5pYHRief9jwROvui/kaCG",
    ],
    [
        "django-scrypt",
        "correct horse battery staple",
        "scrypt$16384$saltsaltsaltsalt$8$5$kfB6NJiL7KPtqLIbwSk5mT3IFHQmsrFuOroQM8REjqGp3nR0RGfk8sV9rOdNTkShbvlchmTbJxWM9L+vzYv37A==",
    ],
    [
        "werkzeug-scrypt",
        "correct horse battery staple",
        "scrypt:32768:8:1$abcdEFGH12345678$7226b0bfe9f31307a2715df98f6d00f59d39a39170ef84c21c40c10785cf582709bb358f1bff663b054168da7b38bf82865f523957fcedf04c23a784846e529e",
    ],
    [
        "werkzeug-pbkdf2",
        "correct horse battery staple",
        "pbkdf2:sha256:600000$abcdEFGH$61f2f11c83c20fd1389cbdf44e1d82c8bf8a947405871aaa7f136e04cf128c35",
    ],
    [
        "bcrypt",
        "correct horse battery staple",
        "$2b$10$abcdefghijklmnopqrstuuGGgFFcYeueaAql8Z7U7CnCTRw4DR77W",
    ],
    [
        "laravel-bcrypt / php password_hash",
        "correct horse battery staple",
        "$2y$10$abcdefghijklmnopqrstuuGGgFFcYeueaAql8Z7U7CnCTRw4DR77W",
    ],
    [
        "wordpress-6.8 $wp$",
        "correct horse battery staple",
        "$wp$2y$10$abcdefghijklmnopqrstuup5lr9X5y2ivXNqX3saHIQSKQF0rdIHq",
    ],
    [
        "aspnet-identity-v3",
        "correct horse battery staple",
        "AQAAAAIAAYagAAAAEAABAgMEBQYHCAkKCwwNDg+HNphercic/uMU10oVOJcFooxzoeSLoVHx/CnyVEI1LA==",
    ],
    [
        "aspnet-identity-v2",
        "correct horse battery staple",
        "AAABAgMEBQYHCAkKCwwNDg8A6b+Q5v/5gBndnBKiBiA27187WD3zrXpRRPbHcnNx7A==",
    ],
    [
        "spring-delegating",
        "correct horse battery staple",
        "{bcrypt}$2a$10$abcdefghijklmnopqrstuuGGgFFcYeueaAql8Z7U7CnCTRw4DR77W",
    ],
    [
        "phc-argon2id",
        "correct horse battery staple",
        "$argon2id$v=19$m=7168,t=5,p=1$AAECAwQFBgcICQoLDA0ODw$8cZyfmGLYgTYc8avb2ZXWqFShr92bklhQdS/tplOl9k",
    ],
    [
        "firebase-scrypt",
        "8x4WjoDbSxJZdR",
        "$firescrypt$ln=14,r=8,p=1$sPtDhWcd1MfdAw==$xbSou7FOl6mChCyzpCPIQ7tku7nsQMTFtyOZSXXd7tjBa4NtimOx7v42Gv2SfzPQu1oxM2/k4SsbOu73wlKe1A==$Bw==$YE0dO4bwD4JnJafh6lZZfkp1MtKzuKAXQcDCJNJNyeCHairWHKENOkbh3dzwaCdizzOspwr/FITUVlnOAwPKyw==",
    ],
    ["phpass", "correct horse battery staple", "$P$Babcdefgh9JjESeAq5StfTylF1Rcb80"],
    [
        "ory-md5-pf",
        "correct horse battery staple",
        "$md5$pf=e1NBTFR9e1BBU1NXT1JEfQ==$c2FsdA==$Iziyy9eZ1YC2pwNJ+H3l6g==",
    ],
];

/// A hash by Devise's rule, with `config.pepper = "pepper-from-devise-config"`.
pub(crate) const DEVISE: &str = "$2a$10$abcdefghijklmnopqrstuuSxYpJPg.L3ojsPQUnDOty/oUTkIJ8qm";

/// Hashes of Lucia 2.7.7, each verified by its validator, then the accounts of a database that it wrote. The last ones of both
/// have two parts and r = 8.
pub(crate) const LUCIA: &[[&str; 2]] = &[
    [
        "pw",
        "s2:abcdefghij123456:9ae6353aebfa062732edd9309adc30dfcdf39aaed744ced31a3543d8faf633cdb5ad213c9ab3aed267e9c7b056d061497b49d72f3e81854cac2db747551689b8",
    ],
    [
        "correct horse battery staple",
        "s2:0a1b2c3d4e5f6g7h:86b7573614c974435383b0b28eaad66e08d41a8483510198b43308360a2cab937df8c64f873d7a34c12942f3b9e9428911c597878c287035ad6e81e58fcace12",
    ],
    [
        "Ｐａｓｓ１",
        "s2:zzzzzzzzzzzzzzzz:ed8ec1f10eed0f7956df71ab55eadb3b70de028bfcf7ad6df1486a4ddfbfd3958665c7a69cc5eb8d502730e866b186cde4e201e58cb555bb22a037a72d31bfbe",
    ],
    [
        "Pass1",
        "s2:zzzzzzzzzzzzzzzz:ed8ec1f10eed0f7956df71ab55eadb3b70de028bfcf7ad6df1486a4ddfbfd3958665c7a69cc5eb8d502730e866b186cde4e201e58cb555bb22a037a72d31bfbe",
    ],
    [
        "пароль🙂",
        "s2:6SHyaUmqIW1qfeB1:685c45cc00845597666cc92306c404340627271b79f2a36566724499f72fbc61e3d9f493f9c0d04b88fdac6e7dc6a797131eaf8da88c3a9fbe33b125e42ad8cc",
    ],
    [
        "pw",
        "abcdefghij123456:797d0d59e991c38dd123f7ded361b5ee31177103de18edf72ec72171a0575b87294b83d887e668a5dbd6767ff8f5d8949939728103a0c80005a4fb9ac63b734a",
    ],
    [
        "correct horse battery",
        "s2:rhakyqtwju2nqddk:9e207fff8810ab58fa7bfa3911647afefd2af668a8112c894edb26123a78c5c84c9fafabb444a50034201e4e9e49cf366530c2df2fefe24865886fe614c0bea2",
    ],
    [
        "Tr0ub4dor&3",
        "s2:pg02i5n5kvqkdeve:c4839a482628d6164710dfd8cae5d0d7aecd1d569c18872fd1e7a97d48457b5cfa93a2c1e669195499f9cc475c0d06cef01ab3137cc2c14d3781fbf6fd3298ac",
    ],
    [
        "ﬁancé-Ångström",
        "s2:291nh6me5cpaxixk:01c2fb62463de2ae8244cc193630e84292d9069567b11c2d5dfe1e94fce28fa3a8e9337212be652d0a3f5af0f25ac0e5b513746f10f6db93fdae9ca797c114d3",
    ],
    [
        "correct horse battery",
        "legacysalt123456:b9f687a9938c09e21801af3aa32763c4aaae98748962c31a9d22efc8c670bddcd5949057a850741e78bb3dd41f76a59bc2ceb95c099fbae3ae42676c14e2a47f",
    ],
];

/// The password of the cheap hashes, which are for tests with many cases.
///
/// They are from argon2-cffi 25.1, Django 5.2, bcrypt 5.0, passlib 1.7.4, OpenSSL, Werkzeug 2.2.3 and Python's hashlib, and
/// checked by Werkzeug 3.1.
pub(crate) const CHEAP_PASSWORD: &str = "correct horse battery staple";
pub(crate) const CHEAP: &[&str] = &[
    "AAABAgMEBQYHCAkKCwwNDg8A6b+Q5v/5gBndnBKiBiA27187WD3zrXpRRPbHcnNx7A==",
    "$firescrypt$ln=4,r=8,p=1$AAECAwQFBgc=$75WJp54ZOjKJEzI22HkcNAo4urQNSMlwS1gugsxXzfJ91zBtoJf5ot27PcnqGpbgdbM2KU67Xlr1/kryoas39Q==$Bw==$ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKTlJWWl5iZmpucnZ6foKGiow==",
    "$fbscrypt$v=1,n=4,r=8,p=1,ss=Bw==,sk=ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKTlJWWl5iZmpucnZ6foKGiow==$AAECAwQFBgc=$75WJp54ZOjKJEzI22HkcNAo4urQNSMlwS1gugsxXzfJ91zBtoJf5ot27PcnqGpbgdbM2KU67Xlr1/kryoas39Q==",
    "$argon2i$v=19$m=64,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$LhHRz4t6ELVYGt19AvAYa7aN/3sMrww/m0fJJIW52fY",
    "$argon2d$v=19$m=64,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$dghoiRPSRKBbaaCRimSJwR//QWj12/Ib4j98W2I/aGM",
    "$argon2id$v=19$m=64,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$LfR+3mNY7Repl21PztuJehADbUMqSs7xfSY7/Ji9IKw",
    "$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ$T9NkbowTwYBXW3/717Ey/A",
    "pbkdf2_sha256$2$saltsaltsaltsalt$fmSxM2fAeG53TDU7AgeUdnBABxBCBoD5UNGn6nglMs8=",
    "pbkdf2_sha1$2$saltsaltsaltsalt$c1a1uPCNPg+HeIxF3q0WeQv4Uxc=",
    "scrypt$16$saltsaltsaltsalt$8$1$jkBzE6t+3YTzAuQ1ol2ZxJUOk0akIbgat0w+kf21AT2cu/DHHll0NQYBiWm4MSHG6IvAgpYR6nqYZVZzisaICg==",
    "md5$saltsalt$7f232edda72d57e7bbcca1dd3b4927f4",
    "sha1$saltsalt$36f1c5b57788d9df6d4db826dd683623a56c9acb",
    "bcrypt$$2b$04$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG",
    "bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuuaBT8mpw5tGdD3eO40znWcQP/dT9hEVK",
    "argon2$argon2id$v=19$m=64,t=2,p=2$AAECAwQFBgcICQoLDA0ODw$3lna1VFG/f/wo75QIhAuAd1qbdP6wPuUV2Zp7X1x+NY",
    "$2b$04$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG",
    "scrypt:16:8:1$abcdEFGH12345678$9ae4ba0bf34ea3c496a556a47fa344b6e74f939aefbcbb0ba6ff9d978176a8dac6d761304d3edbef4380554a9ffae15f173b5ccf6b0c6e3267f230751bff659a",
    "pbkdf2:sha1:2$abcdEFGH$2ccab5907b7d7076e571b3d4716631314a433165",
    "pbkdf2:sha256:2$abcdEFGH$abc9aff1fc6d372455670cda08a5b1e562394874909dda004752ecdab1238170",
    "pbkdf2:sha512:2$abcdEFGH$6b355bd022c0604758af0571fcdd6b910a7a116c1b6f550469386f13fab37dfe655d50e911e3dde5050512fe257f764fabd0592dddfecadf7e9366c6154df110",
    "$pbkdf2$2$AAECAwQFBgcICQoLDA0ODw$umiwlIHghO6H6nQyx7am2lPNr6A",
    "$pbkdf2-sha256$2$AAECAwQFBgcICQoLDA0ODw$S51594wKma1bAMYvsz.TZOtBMNNA7lVsuSyfxwJ1Qoo",
    "$pbkdf2-sha512$2$AAECAwQFBgcICQoLDA0ODw$ZFixbfKc1IZlgLurdm.puYytSnv9vmRXsfkY54VcOBNeXTk8G3a5ITGsgB.dU0bXy8HE3Fu2ZcSvCH3lIkoQuQ",
    "$scrypt$ln=4,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$IZMORLo+NKM9sf3dDH1ZCk4hbDj0SQeYfTHU51eMJgU",
    "$P$5abcdefghqcE92UbN/U1T3pCRUw02U.",
    "$H$5abcdefghqcE92UbN/U1T3pCRUw02U.",
    "{SSHA}46BnfOtjjVkV2IM1YrlQPStNxk5zYWx0c2FsdA==",
    "{SSHA256}CjjqPXPYGjVMmTRdzHN2UTPdg0XIYl0HWPy+0QwtTBRzYWx0c2FsdA==",
    "{SSHA512}UweAzUpvjvE5jz6nWBj9q0BiWPv/iScwpbX/yGA6X/AMM4Vz4l5BHV0nnau4mHhhKbbncQtK3bqI9cz8WqqeP3NhbHRzYWx0",
    "$pbkdf2-sha1$i=2,l=20$AAECAwQFBgcICQoLDA0ODw$umiwlIHghO6H6nQyx7am2lPNr6A",
    "$pbkdf2-sha256$i=2,l=32$AAECAwQFBgcICQoLDA0ODw$S51594wKma1bAMYvsz+TZOtBMNNA7lVsuSyfxwJ1Qoo",
    "$pbkdf2-sha256$i=2$AAECAwQFBgcICQoLDA0ODw$S51594wKma1bAMYvsz+TZOtBMNNA7lVsuSyfxwJ1Qoo",
    "$pbkdf2-sha512$i=2,l=64$AAECAwQFBgcICQoLDA0ODw$ZFixbfKc1IZlgLurdm+puYytSnv9vmRXsfkY54VcOBNeXTk8G3a5ITGsgB+dU0bXy8HE3Fu2ZcSvCH3lIkoQuQ",
    "$pbkdf2-sha512$i=2$AAECAwQFBgcICQoLDA0ODw$ZFixbfKc1IZlgLurdm+puYytSnv9vmRXsfkY54VcOBNeXTk8G3a5ITGsgB+dU0bXy8HE3Fu2ZcSvCH3lIkoQuQ",
    "$scrypt$ln=128,r=8,p=1$AAECAwQFBgcICQoLDA0ODw==$ieaCRMAZIjf6Mtf5Qjd3WjsmXOo2gJ2MXK8781SXh7A=",
    "$md5$pf=e1NBTFR9OntQQVNTV09SRH06e1NBTFR9$c2FsdA==$ot7gyld/PIBveFM7uiyFDg==",
    "$sha1$pf=e1NBTFR9OntQQVNTV09SRH06e1NBTFR9$c2FsdA==$l4nm7ZxZhipjbHoG5A2RehtbZYI=",
    "$sha256$pf=e1NBTFR9OntQQVNTV09SRH06e1NBTFR9$c2FsdA==$FwI2/oaVwSDZEoUSEM8L+W81p42rxQTYsRDZnHa+67I=",
    "$sha512$pf=e1NBTFR9OntQQVNTV09SRH06e1NBTFR9$c2FsdA==$xipUTHdzyhcxFT5o0i/hggeiSL+WgIVJDk5Luj7IkHZl28VP/0vcUWs/hVxOyyTdZyQv0/GFVLgm4NRMBTk+ag==",
    "{argon2@SpringSecurity_v5_8}$argon2id$v=19$m=64,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$LfR+3mNY7Repl21PztuJehADbUMqSs7xfSY7/Ji9IKw",
    "{scrypt@SpringSecurity_v5_8}$40801$AAECAwQFBgcICQoLDA0ODw==$IZMORLo+NKM9sf3dDH1ZCk4hbDj0SQeYfTHU51eMJgU=",
    "AQAAAAAAAAACAAAAEAABAgMEBQYHCAkKCwwNDg+6aLCUgeCE7ofqdDLHtqbaU82voL3wiLXfJSSokdhC5A==",
    "AQAAAAEAAAACAAAAEAABAgMEBQYHCAkKCwwNDg9LnXn3jAqZrVsAxi+zP5Nk60Ew00DuVWy5LJ/HAnVCig==",
    "AQAAAAIAAAACAAAAEAABAgMEBQYHCAkKCwwNDg9kWLFt8pzUhmWAu6t2b6m5jK1Ke/2+ZFex+RjnhVw4Ew==",
    "$wp$2y$04$abcdefghijklmnopqrstuuV0klnHbXcaXKo7A89DBGKqZVoAS9L2u",
    "$S$5abcdefghwT1MNHhHdyPpo7YdKRpb1rcvv4E.t46S8qKXz5iTw/9",
    "$1$abcdefgh$4/U5.w6NPtLkJ2WyrTwm91",
    "$apr1$abcdefgh$5MT.bUwCwhCf2blpqTwiG/",
    "$5$rounds=1000$abcdefgh$e6L/jnksFK.lGRjnmE6utEeW4Tmz1tlQP.bCZd38LS9",
    "$6$rounds=1000$abcdefgh$V1i91irXvCwipBkwg/tvKYGddukiPVV0cuPd4itxwEFvW3tA2RdEmXC2Txbju/ImQ58srS/EByy9MezE4zz/j1",
    "{MD5-CRYPT}$1$abcdefgh$4/U5.w6NPtLkJ2WyrTwm91",
    "$bcrypt-sha256$2b,4$abcdefghijklmnopqrstuu$QFUZDSoSe.wmA0ORk2X1IjnANOtYIqu",
    "$bcrypt-sha256$v=2,t=2b,r=4$abcdefghijklmnopqrstuu$h8GCYhBqatMGV8VIjRD4nhRxM87r3yu",
    "md5$hnbPgHuGgM1lqDbM$c60fe34123c172fc844784fb98322933",
    "sha1$W69L2YKDOilKq7jL$1ac66e829c8097c3e7d2d42e46b1a919b91a80dc",
    "sha512$tUGEQYkvsSjHoigu$84401e0c8451aaf55b44114faf304f024603008944d2f9b2f68cff35501ff224990a636e4b0d0b04673c27c7d7096b3221ad43b3f395bd18b53938ca24ec95ad",
    ":A:9cc2ae8a1ba7a93da39b46fc1019c481",
    ":B:salt:ffbf3c9f481a496932ca674437e0449d",
    ":pbkdf2:sha512:2:64:c2FsdHNhbHRzYWx0c2FsdA==:l1XyLnEdBH5kcs2hOZVJbhqSxOE/1mmAZhCHD92pW+2abDTOYd3oe5nszuVzrerYJw/YHWhfKsXbRyKPZ/z0LQ==",
    ":pbkdf2:sha256:2:128:c2FsdHNhbHRzYWx0c2FsdA==:fmSxM2fAeG53TDU7AgeUdnBABxBCBoD5UNGn6nglMs9qeSv5YSanczS/G+cTKsFWmwJmrHkb4K1AVGR5JjvP8XM8onH0S3YbaDq7rfrbsmN5trPZlQqzyDLCsic1iSRHf1XrUM/OmLb9CTCsDRkZmwtJLPYPQP/FcdrN3s9en74=",
    ":argon2:$argon2id$v=19$m=64,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$LfR+3mNY7Repl21PztuJehADbUMqSs7xfSY7/Ji9IKw",
    "{ARGON2ID}$argon2id$v=19$m=64,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$LfR+3mNY7Repl21PztuJehADbUMqSs7xfSY7/Ji9IKw",
    "{PBKDF2-SHA256}2$AAECAwQFBgcICQoLDA0ODw$S51594wKma1bAMYvsz.TZOtBMNNA7lVsuSyfxwJ1Qoo",
    "{sha256}00010203040506076b2a29d20fa9f45ee5a4f71064eebd377bd57fe9640fe75d2b948ea3366446b0",
];

/// Other hashes: those of Drupal and Spring at their own cost, and those of early versions of Lucia.
pub(crate) const OTHERS: &[[&str; 2]] = &[
    ["hashcat", "$S$C33783772bRXEx1aCsvY.dqgaaSu76XmVlKrW9Qu8IQlvxHlmzLf"],
    [
        "correct horse battery staple",
        "{pbkdf2@SpringSecurity_v5_8}000102030405060708090a0b0c0d0e0f7b8ad24392905caa0cc9ebb5b45a445371cca3ab69958986ede276f3458f73fa",
    ],
    [
        "correct horse battery staple",
        "{pbkdf2}0001020304050607ba3cc1ee20153cf68cf4fbbc84706c51c9be80a9f09a53fee72fafb5d3db35e5",
    ],
    [
        "ﬁancé",
        "abcdefghij123456:12e5d0d8f9fd39873a5c5d484139af0b27b825c432da84d816f885deda2fb9376856ca8943dc1ad05daf7fe353c23cc49fa64c5288a2c274b379d33fb082ebad",
    ],
    [
        "pw",
        "abcdefghij123456:9ae6353aebfa062732edd9309adc30dfcdf39aaed744ced31a3543d8faf633cdb5ad213c9ab3aed267e9c7b056d061497b49d72f3e81854cac2db747551689b8",
    ],
];
