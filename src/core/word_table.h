/*
 * word_table.h
 *		What words.c must know of host names.
 *
 * Generated from src/data/top_level_domains.tsv by "make generate"; edit those.
 */

static const char top_level[] =
	" aero agency amsterdam app arpa asia bank bayern berlin biz care cat cloud club "
	"com company coop corp dev digital edu email example global gov group hamburg hea"
	"lth home info insurance int internal intranet invalid jobs koeln lan live local "
	"localdomain localhost london mail media mil mobi museum name net network onion o"
	"nline org paris pro services shop site solutions store swiss systems team tech t"
	"el test tokyo travel wien work world xyz ";
