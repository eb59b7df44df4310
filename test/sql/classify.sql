--
-- The verdict on a text.  The numbers are those of the
-- boundaries of TAXONOMY.
--
-- every reason in its plainest words
SELECT classify_bounce(t) AS category, diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('550 5.1.1 <jane@example.com>: Recipient address rejected: User unknown'),
  ('550 Host or domain name not found'),
  ('550 The account has been disabled'),
  ('551 User not local; please try <jane@example.net>'),
  ('501 5.1.3 Bad recipient address syntax'),
  ('The recipient is on the suppression list'),
  ('554 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org'),
  ('550 5.7.1 Our system has detected that this message is from a sender with low reputation'),
  ('554 5.7.1 Message rejected: spam detected'),
  ('554 5.7.1 The message is infected: virus found'),
  ('552 5.7.0 This message has a blocked file type'),
  ('550 5.7.26 The mail is unauthenticated and fails the DMARC policy of the domain'),
  ('554 5.7.1 Your host has no PTR record'),
  ('550 5.1.0 <news@example.org>: Sender address rejected'),
  ('550 5.7.1 The group only accepts messages from its members'),
  ('550 5.7.1 Relaying denied'),
  ('550 5.7.1 Message rejected due to policy'),
  ('552 5.2.2 The mailbox is full'),
  ('Connection timed out'),
  ('554 5.4.7 Message expired: delivery time expired'),
  ('450 4.7.1 Greylisted, please come back later'),
  ('421 4.7.0 Too many connections from your host'),
  ('450 Mailbox temporarily unavailable'),
  ('451 4.3.0 Temporarily deferred, try again later'),
  ('451 DNS failure: SERVFAIL'),
  ('Connection refused'),
  ('554 5.4.6 Too many hops'),
  ('552 5.3.4 Message size exceeds the limit'),
  ('452 4.5.3 Too many recipients'),
  ('503 5.5.1 Bad sequence of commands'),
  ('530 5.7.0 Must issue a STARTTLS command first'),
  ('535 5.7.8 Bad credentials'),
  ('452 4.3.1 Insufficient system storage'),
  ('451 4.3.0 Local error in processing'),
  ('554 Transaction failed'),
  ('250 2.0.0 OK: queued'),
  ('Your message is delayed; we are still trying, there is no need to resend it'),
  ('I am out of the office until Monday'),
  ('This is an email abuse report for a message from 192.0.2.1'),
  ('The recipient has sent an opt-out report'),
  ('Please confirm your message to have it delivered')) AS f(t);

-- 1. words beat codes; specific words beat general ones
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('550 5.1.1 <jane@example.com> blocked using zen.spamhaus.org'),
  ('550 5.1.1 mailbox full'),
  ('550 5.2.1 mailbox unavailable'),
  ('550 5.2.2 mailbox unavailable'),
  ('554 5.0.0 delivery failed'),
  ('554 5.3.0 rejected'),
  ('550 5.0.0'),
  ('550 5.1.0'),
  ('5.5.0'),
  ('4.0.0'),
  ('421 Service unavailable'),
  ('554 Service currently unavailable')) AS f(t);

-- 2. words about the sender or the message beat words about the mailbox
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('550 mailbox unavailable: rejected due to policy restrictions'),
  ('550 the recipient account is blocked'),
  ('550 5.7.1 access denied, user unknown'),
  ('550 access denied: the address does not exist'),
  ('550 5.1.1 no such user or message rejected as spam')) AS f(t);

-- 3. either/or texts are no invalid address when something else is named
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('550 unknown user or mailbox full'),
  ('550 mailbox unavailable or access denied'),
  ('550 the group may not exist, or you may not have permission to post'),
  ('552 the mailbox is full and inactive'),
  ('554 mail loops back to myself; user unknown'),
  ('550 access denied or mailbox unavailable'),
  ('552 mailbox full or message too large'),
  ('552 message too large or mailbox full'),
  ('550 5.0.0 unknown user, mailbox full or message is spam')) AS f(t);

-- 4. the innermost reply decides
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('554 5.4.7 [internal] (last transfail: 421 4.7.0 deferred due to low reputation)'),
  ('5.1.0 - Unknown address error ''550 5.2.2 mailbox full'''),
  ('5.1.0 - Unknown address error 550-''5.1.1 user unknown'''),
  ('host mx.example.com[192.0.2.1] said: 550 5.1.1 no such user (in reply to RCPT TO command)'),
  ('host mx.example.com[192.0.2.1] refused to talk to me: 421 service not available'),
  ('delivery temporarily suspended: host mx.example.com[192.0.2.1] refused to talk to me: 421 too many connections'),
  ('554 5.4.7 [internal] exceeded max time without delivery')) AS f(t);

-- 5. a warning is not a bounce
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('Action: delayed; 451 4.2.2 mailbox full, will be retried'),
  ('Could not deliver the message for the last 4 hours: 450 user unknown. Delivery will be retried, no need to resend'),
  ('Your message could not be delivered, giving up: 452 4.2.2 mailbox full'),
  ('Warning: your message has been delayed; 450 4.1.1 user unknown'),
  ('Your message could not be delivered. I will not try again. 550 5.1.1 no such user')) AS f(t);

-- 5a. nor is a success that a report of failure quotes a delivery
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('220 mx.example.com ESMTP'),
  ('The message was not delivered. 220 mx.example.com ESMTP'),
  ('250 accepted'),
  ('The message was not delivered. 250 accepted')) AS f(t);

-- 6. an invalid address needs permanence
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('450 4.1.1 user unknown'),
  ('450 4.1.1 user unknown, try again later'),
  ('450 4.1.1 <jane@example.com>: Recipient address rejected: unverified address'),
  ('450 4.1.1 user unknown in local recipient table, temporarily'),
  ('450 mailbox not found, try again later')) AS f(t);

-- 6a. nor is a domain unknown whose look-up timed out
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('450 4.4.4 unknown host'),
  ('450 4.4.4 unknown host, lookup timed out')) AS f(t);

-- 7. in reply to MAIL FROM, or about the sender
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('550 user unknown (in reply to MAIL FROM command)'),
  ('550 access denied (in reply to MAIL FROM command)'),
  ('550 5.1.8 <news@example.org>: Sender address rejected: Domain not found'),
  ('550 Sender verify failed: no such user'),
  ('450 4.1.8 sender domain lookup failed, try again later'),
  ('host mx.example.com[192.0.2.1] refused to talk to me: 554 blocked using bl.spamcop.net')) AS f(t);

-- 8. addresses, paths of URLs, host names and ids are not words
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('554 delivery failed: <does-not-exist@example.com>'),
  ('554 transaction failed, see http://example.com/help/#mailboxfull'),
  ('554 transaction failed at user-unknown.example.com'),
  ('550 5.1.1 <mailbox-full@example.com>: user unknown')) AS f(t);

-- 9. a provider's codes are read its way, where the text shows the provider
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('550 5.4.1 [jane@example.com]: Recipient address rejected: Access denied [AM6EUR05FT003.eop-eur05.prod.protection.outlook.com]'),
  ('550 5.4.1 All recipient addresses rejected : Access denied [DB5EUR03FT050.eop-EUR03.prod.protection.outlook.com]'),
  ('550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'),
  ('451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (AS77713) [BN8NAM11FT052.eop-nam11.prod.protection.outlook.com]'),
  ('550 5.7.1 RESOLVER.RST.AuthRequired; authentication required'),
  ('550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required'),
  ('550 5.7.26 This mail is unauthenticated, which poses a security risk to the sender - gsmtp'),
  ('550 5.7.29 this message was not sent over a secure connection - gsmtp'),
  ('421 4.7.28 an unusual rate of unsolicited mail originating from your IP address - gsmtp'),
  ('421 4.7.28 an unusual rate of mail originating from your DKIM domain - gsmtp'),
  ('554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes'),
  ('554 5.7.9 Message not accepted for policy reasons: DMARC. See https://postmaster.yahooinc.com/error-codes')) AS f(t);

-- 10. other languages
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('550 Benutzer unbekannt'),
  ('552 La boîte de réception est pleine'),
  ('550 宛先のメールアドレスが存在しません'),
  ('550 El usuario no existe'),
  ('552 收件人的邮箱已满')) AS f(t);

-- 11. bare replies, and words that say nothing
SELECT diagnose_bounce(code) AS reason, string_agg(code, ' ' ORDER BY n) AS codes
FROM unnest('{421,450,451,452,552,500,501,502,503,504,556,530,535,550,551,553,554,521}'::text[])
  WITH ORDINALITY AS f(code, n)
GROUP BY 1 ORDER BY 1;
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('421 service not available'),
  ('550 mailbox unavailable'),
  ('450 mailbox unavailable'),
  ('451 mailbox unavailable'),
  ('550 recipient rejected'),
  ('550 5.1.0 address rejected'),
  ('550 5.7.1 recipient address rejected'),
  ('550 message rejected'),
  ('554 connection rejected'),
  ('550 mail rejected')) AS f(t);

-- 12. bare enhanced codes
SELECT diagnose_bounce(code) AS reason, string_agg(code, ' ' ORDER BY n) AS codes
FROM unnest('{5.1.1,5.1.2,5.1.3,5.1.4,5.1.5,5.1.6,5.1.7,5.1.8,5.1.9,5.1.10,4.1.1,4.1.2,4.1.10,5.2.1,4.2.1,5.2.2,4.2.2,5.2.3,5.2.4,4.2.9,5.2.9,4.3.1,5.3.4,5.3.5,5.4.0,4.4.1,4.4.2,5.4.3,4.4.4,5.4.4,4.4.5,5.4.6,5.4.7,5.4.9,4.5.3,5.5.4,5.6.1,5.7.1,5.7.8,5.7.10,5.7.13,5.7.16,5.7.17,4.7.17,5.7.18,4.7.18,5.7.20,5.7.25,5.7.26,5.7.27,5.7.28,5.7.29,5.7.30,2.1.5}'::text[])
  WITH ORDINALITY AS f(code, n)
GROUP BY 1 ORDER BY 1;
-- what the registry table says of a code is what the text alone says
SELECT count(*) AS differ FROM smtp_enhanced_codes WHERE diagnose_bounce(code::text)::text <> reason;
SELECT count(*) AS differ FROM smtp_reply_codes WHERE diagnose_bounce(code::text)::text <> reason;
-- a bare transient code never makes an address invalid
SELECT count(*) FROM generate_series(0, 19) AS s, generate_series(0, 99) AS d
WHERE classify_bounce(format('4.%s.%s', s, d)) = 'email_invalid' OR classify_bounce(format('450 4.%s.%s', s, d)) = 'email_invalid';

-- 13 to 20. neighbours
SELECT diagnose_bounce(t) AS reason, t AS text
FROM (VALUES
  ('554 your IP address 192.0.2.1 is blacklisted'),
  ('450 you are not on our white list, greylisting in action'),
  ('554 blocked using bl.example.net; query refused'),
  ('421 receiving mail at a rate that is too high'),
  ('421 too many messages and complaints from your network'),
  ('550 too many invalid recipients'),
  ('550 Unrouteable mail domain "example.con"'),
  ('550 Unrouteable address'),
  ('Unrouteable address'),
  ('450 host not found, try again'),
  ('530 Authentication required'),
  ('550 5.7.1 sender not authenticated for this group'),
  ('550 5.7.1 unauthenticated mail is refused'),
  ('452 quota exceeded'),
  ('452 disk full'),
  ('552 message too large or quota exceeded'),
  ('retry timeout exceeded: connection refused'),
  ('all hosts have been failing for a long time'),
  ('retry timeout exceeded'),
  ('550 the address is no longer valid'),
  ('550 the mailbox has not been used for a long time'),
  ('550 5.1.1 relaying denied'),
  ('554 you are an open relay'),
  ('dropped: the recipient reported an earlier message as spam'),
  ('dropped: the recipient has unsubscribed'),
  ('dropped: previously bounced address'),
  ('451 temporary system problem'),
  ('451 4.7.1 try again later'),
  ('550 5.7.1 try again later'),
  ('550 your message was blocked by the recipient'),
  ('Automatic reply: Jane is no longer with the company'),
  ('554 mail from dynamic IP addresses is not accepted'),
  ('550 duplicate message'),
  ('552 5.3.4 headers too large'),
  ('550 message contains a URL listed in SURBL'),
  ('550 your IP is new and untrusted'),
  ('450 your address is on our black list, greylisted for now'),
  ('550 likely unsolicited mail'),
  ('550 mass mailing from this sender is not accepted'),
  ('550 5.7.1 anti-spoofing policy'),
  ('550 relaying denied, your IP is listed in zen.spamhaus.org'),
  ('554 dynamic IP listed in PBL'),
  ('retry timeout exceeded: connection timed out')) AS f(t);

-- nothing tells, and nothing is asked
SELECT t AS text, classify_bounce(t), diagnose_bounce(t), is_hard_bounce(t), is_soft_bounce(t)
FROM (VALUES (''), (' '), ('...'), ('605'), ('554 5.0.0'), ('x'), (NULL)) AS f(t);

-- the host that spoke tells the provider where the text does not; NULL is no host
SELECT host, diagnose_bounce(t, host) AS reason, diagnose_bounce(t) AS without_host, t AS text
FROM (VALUES
  ('example-com.mail.protection.outlook.com', '451 4.7.500 rejected'),
  ('Example-COM.Mail.Protection.Outlook.com', '451 4.7.500 rejected'),
  ('gmail-smtp-in.l.google.com', '550 5.7.29 rejected'),
  ('mta7.am0.yahoodns.net', '554 5.7.9 rejected'),
  ('mail.protection.outlook.com.example.com', '451 4.7.500 rejected'),
  ('mx.example.com', '550 5.7.29 rejected'),
  ('', '550 5.7.29 rejected'),
  (NULL, '550 5.7.29 rejected'),
  ('example-com.mail.protection.outlook.com', '550 5.4.1 Recipient address rejected: Access denied'),
  ('gmail-smtp-in.l.google.com', '550 5.1.1 user unknown'),
  ('gmail-smtp-in.l.google.com', ''),
  ('gmail-smtp-in.l.google.com', NULL)) AS f(host, t);
SELECT classify_bounce('550 5.7.29 rejected', 'gmail-smtp-in.l.google.com') AS with_host,
       classify_bounce('550 5.7.29 rejected', NULL) AS null_host,
       classify_bounce(NULL, 'gmail-smtp-in.l.google.com') AS null_text,
       analyze_bounce(NULL, 'gmail-smtp-in.l.google.com') IS NULL AS null_row;

-- hard and soft are Marketo's words, and what is no bounce is neither
SELECT c AS category, is_hard(c), is_soft(c) FROM unnest(enum_range(NULL::bounce_category)) AS c;
SELECT is_hard(NULL), is_soft(NULL);
SELECT count(*) AS differ
FROM (SELECT t, classify_bounce(t) AS c FROM bounce_rules(), replace(example, '\n', E'\n') AS t) AS f
WHERE is_hard_bounce(t) <> is_hard(c) OR is_soft_bounce(t) <> is_soft(c)
   OR (is_hard(c) OR is_soft(c)) = (c = 'not_a_bounce') OR is_hard(c) AND is_soft(c);
SELECT is_hard_bounce('552 5.2.2 mailbox full') AS full_is_hard, is_soft_bounce('552 5.2.2 mailbox full') AS full_is_soft,
       is_hard_bounce('421 blocked using zen.spamhaus.org') AS blocked_is_hard,
       is_hard_bounce('250 2.0.0 OK') AS delivered_is_hard, is_soft_bounce('250 2.0.0 OK') AS delivered_is_soft;
