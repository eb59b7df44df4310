/*
 * code_index.c
 *		Planner support of <@, is_permanent and is_transient: all codes under a
 *		prefix such as "5.1" are one range of a btree or BRIN index; and <@
 *		may be asked of a foreign server.
 */
#include "compat.h"

#include "access/stratnum.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_operator_d.h"
#include "catalog/pg_type_d.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "pg/code_prefix.h"
#include "pg/code_selectivity.h"

PG_FUNCTION_INFO_V1(bounce_code_under_support);
PG_FUNCTION_INFO_V1(bounce_code_permanent_support);
PG_FUNCTION_INFO_V1(bounce_code_transient_support);

static Expr *
comparison(SupportRequestIndexCondition *request, Node *column,
		   StrategyNumber strategy, bounce_code value)
{
	Oid			type = exprType(column);
	Oid			operator = get_opfamily_member(request->opfamily, type, type, strategy);

	if (!OidIsValid(operator))
		return NULL;
	return make_opclause(operator, BOOLOID, false, (Expr *) column,
						 (Expr *) makeConst(type, -1, InvalidOid, sizeof(int32),
											BounceCodeGetDatum(value), false, true),
						 InvalidOid, InvalidOid);
}

/* column >= first AND column <= last, exact; NULL when no index can do it */
static Node *
index_condition(SupportRequestIndexCondition *request, Node *column, bounce_prefix prefix)
{
	Expr	   *lower;
	Expr	   *upper;

	/* strategy numbers mean comparisons in these two only */
	if (request->index->relam != BTREE_AM_OID && request->index->relam != BRIN_AM_OID)
		return NULL;
	if (request->indexarg != 0 || !bounce_prefix_is_range(prefix))
		return NULL;

	lower = comparison(request, column, BTGreaterEqualStrategyNumber,
					   bounce_prefix_first(prefix));
	upper = comparison(request, column, BTLessEqualStrategyNumber,
					   bounce_prefix_last(prefix));
	if (lower == NULL || upper == NULL)
		return NULL;
	request->lossy = false;
	return (Node *) list_make2(lower, upper);
}

static List *
arguments_of(Node *node)
{
	if (IsA(node, OpExpr))
		return ((OpExpr *) node)->args;
	if (IsA(node, FuncExpr))
		return ((FuncExpr *) node)->args;
	return NIL;
}

/*
 * The same operator without a collation, for it asks none: with one,
 * postgres_fdw would keep it from the foreign server unless the collation is
 * that of a foreign column, and a code has none.  NULL when it is so already.
 */
static Node *
without_collation(const FuncExpr *call)
{
	Oid			operator;
	OpExpr	   *result;

	if (!OidIsValid(call->inputcollid) || list_length(call->args) != 2)
		return NULL;
	operator = GetSysCacheOid4(OPERNAMENSP, Anum_pg_operator_oid, CStringGetDatum("<@"),
							   ObjectIdGetDatum(exprType(linitial(call->args))),
							   ObjectIdGetDatum(exprType(lsecond(call->args))),
							   ObjectIdGetDatum(get_func_namespace(call->funcid)));
	if (!OidIsValid(operator) || get_opcode(operator) != call->funcid)
		return NULL;
	result = (OpExpr *) make_opclause(operator, BOOLOID, false, linitial(call->args),
									  lsecond(call->args), InvalidOid, InvalidOid);
	result->opfuncid = call->funcid;
	return (Node *) result;
}

Datum
bounce_code_under_support(PG_FUNCTION_ARGS)
{
	Node	   *node = (Node *) PG_GETARG_POINTER(0);
	Node	   *result = NULL;

	if (IsA(node, SupportRequestSimplify))
		result = without_collation(((SupportRequestSimplify *) node)->fcall);
	else if (IsA(node, SupportRequestIndexCondition))
	{
		SupportRequestIndexCondition *request = (SupportRequestIndexCondition *) node;
		List	   *args = arguments_of(request->node);
		Const	   *constant;
		bounce_prefix prefix;

		if (list_length(args) == 2 && IsA(lsecond(args), Const))
		{
			constant = lsecond_node(Const, args);
			if (!constant->constisnull &&
				bounce_prefix_try_text(constant->constvalue, &prefix))
				result = index_condition(request, linitial(args), prefix);
		}
	}
	PG_RETURN_POINTER(result);
}

/* is_permanent and is_transient are "is under a class" */
static Node *
support_class(Node *node, int class)
{
	bounce_prefix prefix = bounce_prefix_of_class(class);

	if (IsA(node, SupportRequestIndexCondition))
	{
		SupportRequestIndexCondition *request = (SupportRequestIndexCondition *) node;
		List	   *args = arguments_of(request->node);

		if (list_length(args) == 1)
			return index_condition(request, linitial(args), prefix);
	}
	else if (IsA(node, SupportRequestSelectivity))
	{
		SupportRequestSelectivity *request = (SupportRequestSelectivity *) node;
		VariableStatData column;

		if (request->is_join || list_length(request->args) != 1)
			return NULL;
		examine_variable(request->root, linitial(request->args), request->varRelid, &column);
		request->selectivity = bounce_prefix_selectivity(&column, request->funcid, prefix);
		ReleaseVariableStats(column);
		return node;
	}
	return NULL;
}

Datum
bounce_code_permanent_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(support_class((Node *) PG_GETARG_POINTER(0), 5));
}

Datum
bounce_code_transient_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(support_class((Node *) PG_GETARG_POINTER(0), 4));
}
