using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace NotionSync.Http;

/// <summary>An answer of newline-delimited JSON that is written while it is made.</summary>
internal sealed class NdjsonResult(Func<PipeWriter, CancellationToken, Task> write) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        response.ContentType = "application/x-ndjson";
        await write(response.BodyWriter, httpContext.RequestAborted);
    }
}
