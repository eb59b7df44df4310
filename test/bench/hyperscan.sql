-- hyperscan.sql - the functions of hyperscan.c; :module is the built library.
CREATE FUNCTION hyperscan_load(phrases text[]) RETURNS text
	AS :'module' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
-- It depends on what the backend has loaded.
CREATE FUNCTION hyperscan(text) RETURNS integer
	AS :'module' LANGUAGE C IMMUTABLE STRICT PARALLEL UNSAFE;
