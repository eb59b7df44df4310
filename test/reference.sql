-- reference.sql - a line for each object of the extension, as doc/reference.md
-- must have it. From PostgreSQL 17 on, types of arrays and of rows of tables are
-- members, too; they go without saying.

SELECT format('- %s%s', what, ': ' || about)
FROM (
	SELECT format('`%s(%s)` → `%s`, %s%s%s', p.proname,
			replace(replace(regexp_replace(pg_get_function_arguments(p.oid), '(, )?OUT .*', ''),
				'timestamp with time zone', 'timestamptz'), '::text', ''),
			CASE WHEN pg_get_function_result(p.oid) = 'SETOF record' THEN 'rows of ' || outputs
				ELSE replace(pg_get_function_result(p.oid), 'timestamp with time zone', 'timestamptz') END,
			CASE WHEN p.prokind = 'a' THEN 'aggregate, ' ELSE '' END,
			CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
			CASE WHEN p.proisstrict AND p.pronargs > 0 THEN ', strict' ELSE '' END)
			|| CASE p.proparallel WHEN 's' THEN '' WHEN 'r' THEN ', parallel restricted' ELSE ', parallel unsafe' END AS what,
		obj_description(p.oid, 'pg_proc') AS about
	FROM pg_depend d JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
	CROSS JOIN LATERAL (
		SELECT string_agg(quote_ident(name), ', ' ORDER BY n) AS outputs
		FROM unnest(p.proargnames, p.proargmodes) WITH ORDINALITY AS a(name, mode, n) WHERE mode = 'o'
	) AS o
	WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
		AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'bounce')
	UNION ALL
	SELECT CASE d.classid
			WHEN 'pg_operator'::regclass THEN
				(SELECT format('operator `%s %s %s` → `%s`', oprleft::regtype, oprname, oprright::regtype, oprresult::regtype)
				FROM pg_operator o WHERE o.oid = d.objid)
			ELSE regexp_replace(pg_describe_object(d.classid, d.objid, 0), '([a-z]\w*_\w+)', '`\1`', 'g')
		END,
		CASE d.classid
			WHEN 'pg_operator'::regclass THEN obj_description(d.objid, 'pg_operator')
			WHEN 'pg_type'::regclass THEN obj_description(d.objid, 'pg_type')
			WHEN 'pg_class'::regclass THEN obj_description(d.objid, 'pg_class')
		END
	FROM pg_depend d
	WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND d.classid <> 'pg_proc'::regclass
		AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'bounce')
		AND NOT EXISTS (
			SELECT FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
			WHERE d.classid = 'pg_type'::regclass AND t.oid = d.objid AND (t.typcategory = 'A' OR c.relkind = 'r'))
) AS objects
ORDER BY 1;
