--
-- What a code means.
--
\x
SELECT * FROM enhanced_code_info('5.7.26');
-- Google means something else by 5.7.29 than the registry
SELECT detail_name, provider_meaning, category, reason FROM enhanced_code_info('5.7.29', 'google');
SELECT detail_name, provider_meaning, category, reason FROM enhanced_code_info('5.7.29', 'mimecast');
-- a code out of a provider's range that no registry knows
SELECT * FROM enhanced_code_info('550 5.7.620', 'microsoft365');
SELECT * FROM reply_code_info(550);
SELECT * FROM reply_code_info('354');
\x
-- the reply part or the enhanced part of a whole code
SELECT code, detail_name FROM reply_code_info('550 5.1.1') UNION ALL SELECT code, detail_name FROM enhanced_code_info('550 5.1.1');
SELECT code, detail_name FROM enhanced_code_info('5.2.2'::bounce_code);
-- not registered: class and subject are explained all the same
SELECT code, class_name, subject_name, detail_name, reason, registered FROM enhanced_code_info('5.7.999');
SELECT code, class_name, subject_name, detail_name, reason, registered FROM enhanced_code_info('4.99.1');
SELECT code, class_name, subject_name, detail_name, reason, registered FROM reply_code_info(559);
SELECT code, class_name, subject_name, detail_name, reason, registered FROM reply_code_info(571);
-- what is no code gives one row of NULLs, never an error
SELECT t, (e).registered, num_nonnulls((e).code, (e).class, (e).class_name, (e).subject, (e).meaning, (e).category, (e).reason) AS told,
       (r).registered, num_nonnulls((r).code, (r).class, (r).class_name, (r).subject, (r).meaning, (r).category, (r).reason) AS told
FROM (SELECT t, enhanced_code_info(t) AS e, reply_code_info(t) AS r
      FROM unnest('{6.0.5,5.1,"",user unknown,605,0,-550,5.1.1.1,199,600}'::text[]) AS t OFFSET 0) AS f;
SELECT registered, code FROM reply_code_info(-2147483648);
SELECT registered, code FROM reply_code_info('5.1.1');
SELECT registered, code FROM enhanced_code_info('550');
SELECT registered, code FROM enhanced_code_info('5.1', 'google');
SELECT (enhanced_code_info(NULL::text)).registered, (reply_code_info(NULL::int)).registered, (enhanced_code_info('5.1.1', NULL)).registered;

-- function and table say the same of every code
SELECT count(*) AS codes, count(*) FILTER (WHERE
    (i.class_name, i.subject_name, i.detail_name, i.meaning, i.reference, i.category::text, i.reason::text, i.registered)
    IS DISTINCT FROM (c.class_name, c.subject_name, c.name, c.meaning, c.reference, c.category, c.reason, true)
    OR i.reply_codes IS DISTINCT FROM c.reply_codes OR i.deck_explanation IS DISTINCT FROM c.deck_explanation
    OR i.deck_type IS DISTINCT FROM c.deck_type) AS differ
FROM smtp_enhanced_codes c, enhanced_code_info(c.code) AS i;
SELECT count(*) AS codes, count(*) FILTER (WHERE
    (i.detail_name, i.meaning, i.registered) IS DISTINCT FROM (c.name, c.meaning, c.registered)
    OR i.reference IS DISTINCT FROM c.reference OR i.category::text IS DISTINCT FROM c.category
    OR i.reason::text IS DISTINCT FROM c.reason OR i.deck_explanation IS DISTINCT FROM c.deck_explanation
    OR i.deck_type IS DISTINCT FROM c.deck_type) AS differ
FROM smtp_reply_codes c, reply_code_info(c.code) AS i;
SELECT count(*) AS codes, count(*) FILTER (WHERE i.provider_meaning IS DISTINCT FROM c.meaning OR i.reason::text <> c.reason) AS differ
FROM bounce_provider_codes c, enhanced_code_info(c.code::text, c.provider) AS i
WHERE c.marker IS NULL AND enhanced_code(c.code) = c.code;
