--
-- Fingerprints: equal for texts that say the same of different recipients.
--

-- what differs is masked
SELECT bounce_fingerprint(a) = bounce_fingerprint(b) AS same, bounce_fingerprint(a) AS fingerprint
FROM (VALUES
  ('550 5.1.1 <jane@example.com>: User unknown',
   '550 5.1.1 <bob.smith+news@mail.example.co.uk>: User unknown'),
  ('host mx1.example.com[192.0.2.1] said: 550 5.1.1 no such user (in reply to RCPT TO command)',
   'host mail-in-77.example.net[2001:db8::1] said: 550 5.1.1 no such user (in reply to RCPT TO command)'),
  ('554 your IP 192.0.2.1 is blacklisted', '554 your IP 203.0.113.255 is blacklisted'),
  ('250 OK: queued as 4BxQ8z3Xw2z1K4', '250 OK: queued as 7C1DD20A3F'),
  ('552 message size 12345678 exceeds 10485760', '552 message size 20000000 exceeds 1024'),
  ('450 try again on Thu, 12 Apr 2018 10:11:12 +0200', '450 try again on Mon, 3 Dec 2019 1:02:03 -0700'),
  ('450 try again at 2018-04-12T10:11:12Z', '450 try again at 2019-12-03 22:00:01'),
  (E'550-5.1.1 no such\n550 5.1.1 user', '550-5.1.1  no such 550 5.1.1 user'),
  ('<a@example.com>, <b@example.com> unknown', '<c@example.net>, <d@example.org> unknown')) AS f(a, b);

-- what tells one message from another stays
SELECT t = bounce_fingerprint(t) AS stays, bounce_fingerprint(t) AS fingerprint
FROM (VALUES
  ('452 4.2.2 mailbox full'), ('450 mailbox busy'), ('550 #5.7.26 rejected'),
  ('our block list (S3150)'), ('[TSS04] temporarily deferred'), ('Access denied. AS(201806281)'), ('(AS77713) Server busy'),
  ('AUP#CXBL'), ('BL000001'),
  ('blocked using zen.spamhaus.org'), ('listed in bl.spamcop.net'), ('see https://support.google.com'),
  ('see https://support.google.com/mail/?p=NoSuchUser'), ('see http://mail.live.com/mail/troubleshooting.aspx#errors'),
  ('宛先のメールアドレスが存在しません')) AS f(t);
SELECT bounce_fingerprint('550 5.1.1 user unknown') = bounce_fingerprint('550 5.2.2 user unknown') AS another_code,
       bounce_fingerprint('550 S3150') = bounce_fingerprint('550 S3140') AS another_provider_code,
       bounce_fingerprint('blocked using zen.spamhaus.org') = bounce_fingerprint('blocked using bl.spamcop.net') AS another_list;

SELECT bounce_fingerprint('') = '' AS empty, bounce_fingerprint(E' \r\n\t ') = '' AS blank, bounce_fingerprint(NULL) IS NULL AS none;

-- a fingerprint is its own fingerprint
SELECT count(*) AS changed, max(f)
FROM bounce_rules(), bounce_fingerprint(replace(example, '\n', E'\n')) AS f
WHERE bounce_fingerprint(f) <> f;

-- also where a mask leaves of a word what would be another word, or encodings wrap each other
SELECT t, f, f = bounce_fingerprint(f) AS own
FROM unnest('{INFECTED: Win.Trojan.Agent-6a7b-1,MCSpamSignature.sa.53.2,Ok SESSIONID=<mail.example.com-12345-1>,
  0a1b2c3d-4e5f-6789-abcd-ef0123456789.mx.example.com,4AS(42004)59,2026-09-11x1y2,user&amp;nbsp;unknown,FÃƒÂ¼r}'::text[]) AS t,
  bounce_fingerprint(t) AS f;

-- it has at most 2000 bytes, whole characters only
SELECT x, octet_length(f) AS bytes, length(f) AS characters, f = bounce_fingerprint(f) AS own
FROM unnest('{"x","no such user ","宛先","é ","<jane@example.com> says ","192.0.2.1 and "}'::text[]) AS x,
     bounce_fingerprint(repeat(x, 100000)) AS f;
SELECT max(octet_length(bounce_fingerprint(repeat('a', n) || repeat('先', 100)))) AS most
FROM generate_series(1900, 2000) AS n;
