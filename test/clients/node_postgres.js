// node-postgres reads and writes bounce's types: as it comes, and with parsers for arrays.
'use strict';

const { isDeepStrictEqual, inspect } = require('util');
const pg = require('pg');

const client = new pg.Client();
let count = 0;

function check(got, expected, name) {
	const same = isDeepStrictEqual(got, expected);
	count++;
	console.log(`${same ? 'ok' : 'not ok'} ${count} - ${name}`);
	if (!same) {
		console.log(`#      got: ${inspect(got)}\n# expected: ${inspect(expected)}`);
	}
}

// The only row as an array, or the SQLSTATE of the error.
async function row(text, ...values) {
	try {
		return (await client.query({ text, values, rowMode: 'array' })).rows[0];
	} catch (error) {
		return error.code;
	}
}

async function ids(condition, ...values) {
	const answer = await row(`SELECT array_agg(id ORDER BY id) FROM bounces WHERE ${condition}`, ...values);
	return Array.isArray(answer) ? answer[0] : answer;
}

async function asItComes() {
	check(await row('SELECT code, category FROM bounces WHERE id = 1'), ['550 5.1.1', 'email_invalid'], 'code and enum are strings');
	check(await row('SELECT codes FROM bounces WHERE id = 1'), ['{"550 5.1.1",NULL,421}'], 'an array is its text');
	check(await ids('code = $1', '550 5.1.1'), [1], 'code = $1');
	check(await ids('code = ANY($1)', ['550 5.1.1', '421']), [1, 2], 'code = ANY($1)');
	check(await ids('code <@ $1', '5.1'), [1], 'code <@ $1');
	check(await ids('category = $1', 'soft'), [2], 'category = $1');
	check(await ids('category = ANY($1)', ['soft', 'spam_block']), [2], 'category = ANY($1)');
	check(await row('INSERT INTO bounces (id, code, codes, category, reasons) VALUES (40, $1, $2, $3, $4) RETURNING id',
		'5.7.1', ['5.7.1', null, '550 5.7.26'], 'spam_block', ['policy', 'tls']), [40], 'strings and arrays of them are inserted');
	check(await row('SELECT code::text, codes::text, reasons::text FROM bounces WHERE id = 40'),
		['5.7.1', '{5.7.1,NULL,"550 5.7.26"}', '{policy,tls}'], 'and arrive');
	check(await row('SELECT $1::bounce_code', '605'), '22P02', 'what is no code is invalid text');
	check(await row('SELECT $1::bounce_category', 'nice'), '22P02', 'what is no category is invalid text');
	check(await row('SELECT classify_bounce($1), (reply_code_info($2)).code', '550 5.1.1 no such user', 550),
		['email_invalid', '550'], 'functions take strings and numbers');
}

async function typedAsText() {
	check(await ids('code = $1::text', '550 5.1.1'), '42883', 'code = text fails');
	check(await ids('code = $1::varchar', '550 5.1.1'), '42883', 'code = varchar fails');
	check(await ids('code = $1::varchar::bounce_code', '550 5.1.1'), [1], 'with a cast it works');
	check(await ids('category = $1::varchar', 'soft'), '42883', 'enum = varchar fails');
	check(await ids('category = $1::varchar::bounce_category', 'soft'), [2], 'with a cast it works');
	check(await ids('code = ANY($1::text[])', ['550 5.1.1']), '42883', 'code = ANY(text[]) fails');
	check(await ids('code = ANY($1::text[]::bounce_code[])', ['550 5.1.1']), [1], 'with a cast it works');
	check(await ids('category = ANY($1::text[]::bounce_category[])', ['soft']), [2], 'with an enum as well');
}

// A Buffer is sent in binary. Binary results are of no use: the client reads
// their bytes as UTF-8.
async function binary() {
	check(await row('SELECT $1::bounce_code::text', Buffer.from('6010035f', 'hex')), ['550 5.1.1'], 'a code is written in binary');
	check(await ids('code = $1', Buffer.from('400000de', 'hex')), [2], 'and compared');
	check(await row('SELECT $1::bounce_code', Buffer.from('00000000', 'hex')), '22P03', 'bytes that are no code are refused');
	check(await ids('category = $1', Buffer.from('soft')), [2], 'an enum as well');
}

async function withParsers() {
	const { rows } = await client.query(`
		SELECT typarray FROM pg_type
		WHERE oid IN ('bounce_code'::regtype, 'bounce_category'::regtype, 'bounce_reason'::regtype)`);
	for (const { typarray } of rows) {
		pg.types.setTypeParser(typarray, pg.types.getTypeParser(1009)); // as text[]
	}
	check(await row('SELECT codes, reasons FROM bounces WHERE id = 1'),
		[['550 5.1.1', null, '421'], ['user_unknown', 'mailbox_full']], 'arrays are arrays');
	check(await row('SELECT codes, reasons FROM bounces WHERE id = 2'), [[], []], 'empty ones too');
}

async function main() {
	console.log('1..26');
	await client.connect();
	await asItComes();
	await typedAsText();
	await binary();
	await withParsers();
	await client.end();
}

main().catch((error) => {
	console.error(error);
	process.exit(1);
});
