-- manifest.sql - everything that the extension bounce consists of, as text:
-- one line an object, with all that CREATE or ALTER could set, and a digest of
-- the seed rows. Two databases have the same extension exactly if the sorted
-- lines are the same, whatever way each came to it.
--
--   psql -XAtq -f test/manifest.sql DATABASE | LC_ALL=C sort
--
-- Names are qualified, for search_path holds pg_catalog only. JSON keeps each
-- object on one line.
SET search_path = pg_catalog;

CREATE TEMPORARY VIEW member AS
SELECT d.classid, d.objid
FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
WHERE d.deptype = 'e' AND e.extname = 'bounce';

-- The tables, views, sequences and composite types, and the indexes of tables.
CREATE TEMPORARY VIEW relation AS
SELECT c.* FROM pg_temp.member JOIN pg_class c ON classid = 'pg_class'::regclass AND c.oid = objid
UNION ALL
SELECT i.* FROM pg_temp.member JOIN pg_index x ON classid = 'pg_class'::regclass AND indrelid = objid
JOIN pg_class i ON i.oid = indexrelid
UNION ALL
SELECT c.* FROM pg_temp.member JOIN pg_type t ON classid = 'pg_type'::regclass AND t.oid = objid
JOIN pg_class c ON c.oid = typrelid AND relkind = 'c';

SELECT 'extension', to_jsonb(t) FROM (
	SELECT extversion, extrelocatable, extnamespace::regnamespace,
		ARRAY(SELECT c::regclass || ': ' || w FROM unnest(extconfig, extcondition) AS u(c, w) ORDER BY 1) AS config
	FROM pg_extension WHERE extname = 'bounce'
) t;

SELECT 'member', pg_describe_object(classid, objid, 0), to_json(obj_description(objid, classid::regclass::name))
FROM pg_temp.member;

SELECT 'function', to_jsonb(t) FROM (
	SELECT p.oid::regprocedure, pg_get_function_arguments(p.oid) AS arguments, pg_get_function_result(p.oid) AS result,
		lanname, prokind, provolatile, proparallel, proisstrict, proleakproof, prosecdef, procost, prorows,
		probin, prosrc, pg_get_function_sqlbody(p.oid) AS body, prosupport, proconfig, proacl
	FROM pg_temp.member JOIN pg_proc p ON classid = 'pg_proc'::regclass AND p.oid = objid
	JOIN pg_language l ON l.oid = prolang
) t;

SELECT 'aggregate', to_jsonb(t) FROM (
	SELECT aggfnoid::regprocedure, aggkind, aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn,
		aggmtransfn, aggminvtransfn, aggmfinalfn, aggfinalextra, aggmfinalextra, aggfinalmodify, aggmfinalmodify,
		aggsortop::regoperator, aggtranstype::regtype, aggmtranstype::regtype, aggtransspace, agginitval, aggminitval
	FROM pg_temp.member JOIN pg_aggregate ON classid = 'pg_proc'::regclass AND aggfnoid = objid
) t;

SELECT 'type', to_jsonb(t) FROM (
	SELECT y.oid::regtype, typtype, typlen, typbyval, typalign, typstorage, typcategory, typispreferred, typdelim,
		typinput, typoutput, typreceive, typsend, typmodin, typmodout, typanalyze, typsubscript,
		typarray::regtype, typelem::regtype, typbasetype::regtype, typnotnull, typdefault, typacl
	FROM pg_temp.member JOIN pg_type y ON classid = 'pg_type'::regclass AND y.oid = objid
) t;

-- The labels in order; their numbers depend on how they came.
SELECT 'enum', enumtypid::regtype, to_jsonb(array_agg(enumlabel ORDER BY enumsortorder))
FROM pg_temp.member JOIN pg_enum ON classid = 'pg_type'::regclass AND enumtypid = objid
GROUP BY enumtypid;

SELECT 'operator', to_jsonb(t) FROM (
	SELECT o.oid::regoperator, oprcode, oprcom::regoperator, oprnegate::regoperator, oprrest, oprjoin, oprcanmerge,
		oprcanhash
	FROM pg_temp.member JOIN pg_operator o ON classid = 'pg_operator'::regclass AND o.oid = objid
) t;

SELECT 'operator class', to_jsonb(t) FROM (
	SELECT opcnamespace::regnamespace, opcname, amname, opcintype::regtype, opcdefault, opckeytype::regtype
	FROM pg_temp.member JOIN pg_opclass ON classid = 'pg_opclass'::regclass AND pg_opclass.oid = objid
	JOIN pg_am a ON a.oid = opcmethod
) t;

SELECT 'operator of a family', to_jsonb(t) FROM (
	SELECT opfname, amname, amopstrategy, amoppurpose, amopopr::regoperator, amopsortfamily
	FROM pg_temp.member JOIN pg_opfamily f ON classid = 'pg_opfamily'::regclass AND f.oid = objid
	JOIN pg_amop ON amopfamily = f.oid JOIN pg_am a ON a.oid = opfmethod
) t;

SELECT 'function of a family', to_jsonb(t) FROM (
	SELECT opfname, amname, amproclefttype::regtype, amprocrighttype::regtype, amprocnum, amproc::regprocedure
	FROM pg_temp.member JOIN pg_opfamily f ON classid = 'pg_opfamily'::regclass AND f.oid = objid
	JOIN pg_amproc ON amprocfamily = f.oid JOIN pg_am a ON a.oid = opfmethod
) t;

SELECT 'cast', to_jsonb(t) FROM (
	SELECT castsource::regtype, casttarget::regtype, castfunc::regprocedure, castcontext, castmethod
	FROM pg_temp.member JOIN pg_cast c ON classid = 'pg_cast'::regclass AND c.oid = objid
) t;

SELECT 'relation', to_jsonb(t) FROM (
	SELECT c.oid::regclass, relkind, relpersistence, relreplident, relrowsecurity, relforcerowsecurity, reloptions, relacl,
		CASE WHEN relkind = 'v' THEN pg_get_viewdef(c.oid) END AS view,
		pg_get_indexdef(i.indexrelid) AS index, indisprimary, indisunique, indisclustered, indisvalid, indisreplident,
		seqtypid::regtype, seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle,
		obj_description(c.oid, 'pg_class') AS comment
	FROM pg_temp.relation c LEFT JOIN pg_index i ON indexrelid = c.oid LEFT JOIN pg_sequence ON seqrelid = c.oid
) t;

-- A column that was dropped leaves a gap in the numbers. Some servers keep a
-- version of each column among its options.
SELECT 'column', to_jsonb(t) FROM (
	SELECT c.oid::regclass, row_number() OVER (PARTITION BY c.oid ORDER BY attnum) AS number, attname,
		format_type(atttypid, atttypmod) AS type, attnotnull, attidentity, attgenerated, attstorage, attcompression,
		nullif(attcollation, 0)::regcollation AS collation, nullif(attstattarget, -1) AS target, attacl,
		ARRAY(SELECT o FROM unnest(attoptions) o WHERE o NOT LIKE 'pg\_attver=%' ORDER BY 1) AS options,
		pg_get_expr(adbin, adrelid) AS value, col_description(c.oid, attnum) AS comment
	FROM pg_temp.relation c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
	LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
) t;

SELECT 'constraint', to_jsonb(t) FROM (
	SELECT c.oid::regclass, conname, contype, convalidated, condeferrable, condeferred,
		pg_get_constraintdef(k.oid) AS definition, obj_description(k.oid, 'pg_constraint') AS comment
	FROM pg_temp.relation c JOIN pg_constraint k ON conrelid = c.oid
) t;

-- The triggers of a foreign key have numbers in their names.
SELECT 'trigger', to_jsonb(t) FROM (
	SELECT c.oid::regclass, tgname, tgenabled, pg_get_triggerdef(g.oid) AS definition,
		obj_description(g.oid, 'pg_trigger') AS comment
	FROM pg_temp.relation c JOIN pg_trigger g ON tgrelid = c.oid AND NOT tgisinternal
) t;

SELECT 'rule', c.oid::regclass, rulename, ev_enabled, to_json(pg_get_ruledef(r.oid))
FROM pg_temp.relation c JOIN pg_rewrite r ON ev_class = c.oid;

SELECT 'policy', c.oid::regclass, to_jsonb(p) - 'oid' - 'polrelid'
FROM pg_temp.relation c JOIN pg_policy p ON polrelid = c.oid;

-- The rows of the site are not the extension's.
SELECT format('SELECT %L, %L, count(*), md5(string_agg(t::text, E''\n'' ORDER BY t::text COLLATE "C")) FROM %s t',
	'rows', c.oid::regclass, c.oid::regclass)
FROM pg_temp.relation c
WHERE relkind = 'r' AND c.oid <> ALL (SELECT unnest(extconfig) FROM pg_extension WHERE extname = 'bounce')
\gexec

DROP VIEW pg_temp.relation, pg_temp.member;
RESET search_path;
