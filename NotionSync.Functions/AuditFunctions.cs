using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Auditing;
using NotionSync.Http;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>Who did and saw what. There is no route that changes it.</summary>
public sealed class AuditFunctions(ApiEndpoint endpoint, AuditLog audit)
{
    [Function("ListAudit")]
    public Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/tenants/{tenant}/audit")] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var (items, next) = await audit.ListAsync(tenant, PeriodOf(request), DocumentQuery.Text(request, "subject"), paging.Cursor, paging.PageSize, cancellationToken);
            return Answer.Json(new(items, next), ApiJson.Default.ListResourceAuditEntry);
        });

    [Function("ExportAudit")]
    public Task<IResult> ExportAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/audit/export")] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, (_, cancellationToken) =>
        {
            var entries = audit.ReadAsync(tenant, PeriodOf(request), cancellationToken);

            IResult result = DocumentQuery.Text(request, "format") switch
            {
                null or "ndjson" => Results.Stream(output => AuditExport.WriteLinesAsync(entries, output, cancellationToken), "application/x-ndjson", "audit.ndjson"),
                "csv" => Results.Stream(output => AuditExport.WriteCsvAsync(entries, output, cancellationToken), "text/csv; charset=utf-8", "audit.csv"),
                _ => throw new ProblemException(ProblemKind.Invalid, "invalid_filter", "format is ndjson or csv."),
            };

            return Task.FromResult(result);
        });

    private static AuditPeriod PeriodOf(HttpRequest request) => new(DocumentQuery.Time(request, "from"), DocumentQuery.Time(request, "before"));
}
