using Microsoft.AspNetCore.Http;
using NotionSync.Importing;
using NotionSync.Resources;

namespace NotionSync.Http;

/// <summary>Answers that a run was started: 202, the run, and where to watch it.</summary>
internal static class Accepted
{
    public static async Task<IResult> AnswerAsync(HttpRequest request, ImportService imports, Import run, CancellationToken cancellationToken)
    {
        // Whatever route started it: all runs are watched under imports.
        var path = request.Path.Value!;
        var tenants = path.IndexOf("tenants/", StringComparison.Ordinal);
        request.HttpContext.Response.Headers.Location = $"{request.PathBase}{path[..tenants]}tenants/{Uri.EscapeDataString(run.TenantId)}/imports/{run.Id}";

        return Answer.Json(ImportResource.Of(await imports.GetAsync(run.TenantId, run.Id, cancellationToken)), ApiJson.Default.ImportResource, StatusCodes.Status202Accepted);
    }
}
