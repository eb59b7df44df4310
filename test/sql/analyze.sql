--
-- What else a text tells: analyze_bounce.
--
\x
SELECT * FROM analyze_bounce('host mx.example.com[198.51.100.7] said: 554 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org (in reply to RCPT TO command)');
SELECT * FROM analyze_bounce('452-4.2.2 The recipient''s inbox is out of storage space - gsmtp');
-- a code decides where no words do, and its evidence is the code
SELECT * FROM analyze_bounce('smtp; 550 5.1.1');
SELECT * FROM analyze_bounce('');
-- no bounce has no number and no type
SELECT category, marketo_category, type, reason, certain, about, advice FROM analyze_bounce('250 2.0.0 OK');
\x

-- the block list that is named
SELECT (analyze_bounce(t)).blocklist, t AS text
FROM (VALUES
  ('554 blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1'),
  ('554 blocked using sbl.spamhaus.org'),
  ('554 blocked using xbl.spamhaus.org'),
  ('554 blocked using pbl.spamhaus.org'),
  ('554 listed in Spamhaus CSS'),
  ('554 domain listed in dbl.spamhaus.org'),
  ('554 blocked using b.barracudacentral.org'),
  ('554 blocked using bl.spamcop.net'),
  ('554 listed in dnsbl.sorbs.net'),
  ('554 blocked using dnsbl-1.uceprotect.net'),
  ('554 blocked using dnsbl-3.uceprotect.net'),
  ('550 listed at ivmSIP: http://dnsbl.invaluement.com/lookup/?item=192.0.2.1'),
  ('554 5.7.1 blocked by Cloudmark Sender Intelligence'),
  ('554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1'),
  ('550 5.7.1 Mail from 192.0.2.1 blocked using Trend Micro RBL+'),
  ('554 URL listed in multi.surbl.org'),
  ('554 URL listed by URIBL'),
  ('554 blocked using combined.mail.abusix.zone'),
  ('554 listed in RATS-Dyna, see http://www.spamrats.com/lookup'),
  ('554 blocked using psbl.surriel.com'),
  ('554 blocked using bl.mailspike.net'),
  ('554 blocked using dnsbl.justspam.org'),
  ('554 blocked using bl.0spam.org'),
  ('554 blocked using truncate.gbudb.net'),
  ('554 you are on our own black list'),
  ('550 5.1.1 user unknown')) AS f(t);

-- who spoke, by the text
SELECT (analyze_bounce(t)).provider, t AS text
FROM (VALUES
  ('550-5.1.1 The email account that you tried to reach does not exist. - gsmtp'),
  ('550 5.5.0 mailbox unavailable (S2017062302). [AM6EUR05FT003.eop-eur05.prod.protection.outlook.com]'),
  ('550 part of their network is on our block list (S3150). See http://mail.live.com/mail/troubleshooting.aspx'),
  ('421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred'),
  ('554 Comcast block for spam. See http://postmaster.comcast.net/smtp-error-codes.php#BL000000'),
  ('550 5.1.0 sender rejected. See https://www.spectrum.net/support/internet/understanding-email-error-codes/'),
  ('552 5.2.0 Mail rejected. AUP#CXBL'),
  ('550 5.2.1 Mailbox unavailable. Your IP address 192.0.2.1 is blacklisted using Verizon'),
  ('550 5.2.0 Mail rejete. OFR_506 [506]'),
  ('550 spam detecte, http://postmaster.free.fr/'),
  ('550 5.5.0 Service refuse. LPN007_510'),
  ('554 5.7.1 rejected, see http://postmaster.gmx.com/en/error-messages?ip=192.0.2.1'),
  ('550 spam message rejected. Please visit http://help.mail.ru/notspam-support/id'),
  ('550 Mail content denied. http://service.mail.qq.com/cgi-bin/help?id=20022'),
  ('554 DT:SPM 163 smtp10, http://mail.163.com/help/help_spam_16.htm?ip=192.0.2.1'),
  ('550 rejected by Anti-Spoofing policy - https://community.mimecast.com/docs/DOC-1369#550'),
  ('553 Message filtered. See http://www.symanteccloud.com/troubleshooting'),
  ('550 <a@example.com>: Recipient address rejected: User unknown in local recipient table'),
  ('Sorry, no mailbox here by that name. (#5.1.1)'),
  ('554 5.4.7 [internal] exceeded max time without delivery'),
  ('550 5.1.1 <yahoo@example.com>: user unknown')) AS f(t);
-- and by the remote host
SELECT (analyze_bounce('550 5.1.1 user unknown', host)).provider, host
FROM unnest('{gmail-smtp-in.l.google.com,hotmail-com.olc.protection.outlook.com,example-com.mail.protection.outlook.com,
  mta7.am0.yahoodns.net,mx01.mail.icloud.com,mx1.comcast.net,pkvw-mx.msg.pkvw.co.charter.net,al-ip4-mx-vip1.prodigy.net,
  smtp-in.orange.fr,mx1.free.fr,smtp-in.sfr.fr,smtp4.laposte.net,mx01.emig.gmx.net,mx00.t-online.de,mxs.mail.ru,mx.yandex.ru,
  mx3.qq.com,163mx01.mxmail.netease.com,mfsmax.docomo.ne.jp,lsean.ezweb.ne.jp,mx.softbank.ne.jp,mx.zoho.com,mail.protonmail.ch,
  us-smtp-inbound-1.mimecast.com,mx0a-00123.pphosted.com,d1.a.ess.barracudanetworks.com,mx1.hc1.iphmx.com,
  cluster1.us.messagelabs.com,in.hes.trendmicro.com,mx-01.eu-central-1.prod.hydra.sophos.com,mx.example.com,"",NULL}'::text[])
  WITH ORDINALITY AS f(host, n) ORDER BY n;
-- every key is in its table
SELECT count(*) AS unknown_keys
FROM bounce_rules(), replace(example, '\n', E'\n') AS t, analyze_bounce(t) AS a
WHERE a.provider NOT IN (SELECT provider FROM bounce_providers) OR a.blocklist NOT IN (SELECT blocklist FROM bounce_blocklists);

-- the address that the text complains of, never that of the host that spoke
SELECT (analyze_bounce(t)).sender_ip, t AS text
FROM (VALUES
  ('554 5.7.1 Client host [192.0.2.1] blocked using bl.spamcop.net'),
  ('host mx.example.com[198.51.100.7] said: 554 Client host [192.0.2.1] blocked using bl.spamcop.net'),
  ('host mx.example.com[198.51.100.7] said: 554 5.7.1 message rejected as spam'),
  ('198.51.100.7 does not like recipient. Remote host said: 554 192.0.2.1 is blacklisted'),
  ('550-5.7.1 [2001:db8::1] Our system has detected that this message is likely unsolicited mail'),
  ('550-5.7.1 [2001:db8::1      15] Our system has detected an unusual rate of unsolicited mail'),
  ('host mx.example.com[2001:db8::25] said: 554 your IP 2001:db8::1 is blacklisted'),
  ('554 blocked, see https://www.spamhaus.org/query/ip/192.0.2.1'),
  ('450 4.7.1 Greylisted 192.0.2.1'),
  ('421 too many connections from 192.0.2.1'),
  ('554 your IP 999.1.1.1 is blacklisted'),
  ('550 5.1.1 user unknown at 192.0.2.1')) AS f(t);
-- wherever in the text it stands
SELECT ip, count(*) AS places,
  count(*) FILTER (WHERE (analyze_bounce(format('554 blacklisted %s [%s]', repeat('x', n), ip))).sender_ip = ip::inet) AS found
FROM unnest('{192.0.2.1,2001:db8::1,::ffff:192.0.2.1,a::}'::text[]) AS ip, generate_series(0, 130) AS n
GROUP BY ip ORDER BY ip COLLATE "C";

-- when to come back
SELECT (analyze_bounce(t)).retry_after, t AS text
FROM (VALUES
  ('450 4.7.1 Greylisted, try again in 5 minutes'),
  ('451 greylisted for 300 seconds, try later'),
  ('451 please retry after 2 hours'),
  ('450 4.2.0 Greylisted; retry in 00:05:00'),
  ('421 too many connections, try again in 1 minute'),
  ('450 try again in 90s'),
  ('450 come back in 1 day'),
  ('451 try again tomorrow'),
  ('450 try again in 999999 days'),
  ('retry timeout exceeded after 5 days'),
  ('552 mailbox exceeded 500 MB')) AS f(t);

-- whether it is certain, by which rule and which words
SELECT a.certain, a.reason, a.rule IS NOT NULL AS by_rule, a.evidence, t AS text
FROM (VALUES
  ('550 5.1.1 user unknown'), ('554 blocked using zen.spamhaus.org'), ('552 5.2.2 mailbox full'),
  -- codes alone
  ('550 5.1.1'), ('550 5.2.1 mailbox unavailable'), ('5.2.2'), ('554 transaction failed'),
  -- words that say little
  ('550 mailbox unavailable'), ('550 recipient address rejected'),
  ('550 5.4.1 Recipient address rejected: Access denied [x.mail.protection.outlook.com]'),
  -- a category 2 with a 4xx reply
  ('450 4.1.1 user unknown'),
  -- always
  ('550 5.1.2 domain not found'), ('The recipient is on the suppression list'),
  -- a move that an automatic reply tells of, and one that a server does
  ('Automatic reply: Jane is no longer with the company'), ('551 User has moved'),
  -- either/or
  ('550 user unknown or mailbox full')) AS f(t), analyze_bounce(t) AS a;

-- the three functions agree, and with bounce_reasons and bounce_categories, on every rule's example
CREATE TABLE analyzed AS
  SELECT id, t, a.* FROM bounce_rules(), replace(example, '\n', E'\n') AS t, analyze_bounce(t) AS a;
SELECT count(*) AS disagree FROM analyzed WHERE (classify_bounce(t), diagnose_bounce(t)) IS DISTINCT FROM (category, reason);
SELECT count(*) AS disagree FROM analyzed a, analyze_bounce(t, NULL) AS b
WHERE (a.category, a.marketo_category, a.type, a.reason, a.certain, a.about, a.advice, a.code, a.provider, a.blocklist, a.sender_ip, a.retry_after, a.rule, a.evidence) IS DISTINCT FROM b
   OR (classify_bounce(t, NULL), diagnose_bounce(t, NULL)) IS DISTINCT FROM (b.category, b.reason);
SELECT count(*) AS disagree FROM analyzed a, analyze_bounce(t, 'gmail-smtp-in.l.google.com') AS b
WHERE (classify_bounce(t, 'gmail-smtp-in.l.google.com'), diagnose_bounce(t, 'gmail-smtp-in.l.google.com')) IS DISTINCT FROM (b.category, b.reason);
SELECT count(*) AS disagree
FROM analyzed a LEFT JOIN bounce_reasons r ON r.reason = bounce_reason_name(a.reason) LEFT JOIN bounce_categories c ON c.label = r.category
WHERE (a.category::text, a.about, a.advice) IS DISTINCT FROM (r.category, r.about, r.advice)
   OR (a.marketo_category, a.type) IS DISTINCT FROM (c.marketo_category, c.type);
SELECT count(*) AS disagree FROM analyzed WHERE code IS DISTINCT FROM extract_bounce_code(t) AND code IS DISTINCT FROM try_bounce_code(evidence);
-- a rule's words are in the text
SELECT count(*) AS not_there FROM analyzed WHERE position(evidence IN t) = 0 OR evidence IS NULL;
-- an address is never certainly invalid with a 4xx, for its domain, or by a list of the platform
SELECT count(*) AS too_certain FROM analyzed
WHERE certain AND (category = 'email_invalid' AND is_transient(code) OR reason IN ('domain_unknown', 'suppressed'));
DROP TABLE analyzed;
