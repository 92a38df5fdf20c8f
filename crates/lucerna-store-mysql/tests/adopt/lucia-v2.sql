-- What Lucia 2.7 itself wrote, in the tables of its documentation for mysql2, with a username.
CREATE TABLE auth_user (
    id VARCHAR(15) NOT NULL PRIMARY KEY,
    username VARCHAR(31) NOT NULL UNIQUE
);
CREATE TABLE user_key (
    id VARCHAR(255) NOT NULL PRIMARY KEY,
    user_id VARCHAR(15) NOT NULL,
    hashed_password VARCHAR(255),
    FOREIGN KEY (user_id) REFERENCES auth_user(id)
);
CREATE TABLE user_session (
    id VARCHAR(127) NOT NULL PRIMARY KEY,
    user_id VARCHAR(15) NOT NULL,
    active_expires BIGINT UNSIGNED NOT NULL,
    idle_expires BIGINT UNSIGNED NOT NULL,
    FOREIGN KEY (user_id) REFERENCES auth_user(id)
);
INSERT INTO auth_user VALUES
    ('00v0ze0fyw4b7ay', 'Alice'),
    ('1xyxx5drff4o4wh', 'Bob_99'),
    ('plbss4utt6d5zpg', 'José'),
    ('legacyuser00001', 'Legacy');
INSERT INTO user_key VALUES
    ('username:alice', '00v0ze0fyw4b7ay', 's2:rhakyqtwju2nqddk:9e207fff8810ab58fa7bfa3911647afefd2af668a8112c894edb26123a78c5c84c9fafabb444a50034201e4e9e49cf366530c2df2fefe24865886fe614c0bea2'),
    ('github:1000', '00v0ze0fyw4b7ay', NULL),
    ('username:bob_99', '1xyxx5drff4o4wh', 's2:pg02i5n5kvqkdeve:c4839a482628d6164710dfd8cae5d0d7aecd1d569c18872fd1e7a97d48457b5cfa93a2c1e669195499f9cc475c0d06cef01ab3137cc2c14d3781fbf6fd3298ac'),
    ('github:1001', '1xyxx5drff4o4wh', NULL),
    ('username:josé', 'plbss4utt6d5zpg', 's2:291nh6me5cpaxixk:01c2fb62463de2ae8244cc193630e84292d9069567b11c2d5dfe1e94fce28fa3a8e9337212be652d0a3f5af0f25ac0e5b513746f10f6db93fdae9ca797c114d3'),
    ('github:1002', 'plbss4utt6d5zpg', NULL),
    ('username:legacy', 'legacyuser00001', 'legacysalt123456:b9f687a9938c09e21801af3aa32763c4aaae98748962c31a9d22efc8c670bddcd5949057a850741e78bb3dd41f76a59bc2ceb95c099fbae3ae42676c14e2a47f');
INSERT INTO user_session VALUES
    ('geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle', '00v0ze0fyw4b7ay', 4129069543004, 4160605543004),
    ('663i4eaxxfff4ecokw35mk1uumjrh53n193lbng9', '00v0ze0fyw4b7ay', 1795319143005, 4128983143005),
    ('l86oiihdturxa8uau3k93urn6p343lpxejr1e5pf', '00v0ze0fyw4b7ay', 1795319143006, 1795319144006),
    ('ruzb3uxrogrsmselbngnt3mm4eu1f2h7q0la7quq', '1xyxx5drff4o4wh', 4129069543149, 4160605543149),
    ('7zslv7aozx03gh0lnwtqbo5y27eyc3h6oiq45tw1', '1xyxx5drff4o4wh', 1795319143150, 4128983143150),
    ('468fzuwx1n6d3etz2btzoia8htb8im1ud61t7lun', '1xyxx5drff4o4wh', 1795319143151, 1795319144151),
    ('1ujrs7u6bn17dstdvkod9mhalpqnb078grnocqtq', 'plbss4utt6d5zpg', 4129069543280, 4160605543280),
    ('sesemlcp6807i2tnistjgb6eda50nh3qqs7mkqwe', 'plbss4utt6d5zpg', 1795319143282, 4128983143282),
    ('0fo0cpbvbgys0jxsp4wyvtetxqjb0s8cb91sl945', 'plbss4utt6d5zpg', 1795319143283, 1795319144283);
