using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace NotionSync.Http;

/// <summary>One request and its answer: gives both their common headers, and logs them once, when the answer is written.</summary>
internal sealed partial class Exchange
{
    private const int MaxLoggedPath = 256;

    private readonly HttpContext _context;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly long _start;

    public Exchange(HttpContext context, TimeProvider time, ILogger logger)
    {
        (_context, _time, _logger) = (context, time, logger);
        _start = time.GetTimestamp();

        context.TraceIdentifier = CorrelationId.Of(context.Request);
        SetCommonHeaders();
    }

    /// <summary>For the log: the tenant that the caller was admitted to.</summary>
    public string? Tenant { get; set; }

    public IDisposable? BeginScope() => _logger.BeginScope(new KeyValuePair<string, object>[] { new("CorrelationId", _context.TraceIdentifier) });

    public IResult Guard(IResult result) => new GuardedResult(this, result);

    /// <summary>The answer to a request that failed before it had a result.</summary>
    public IResult Guard(Exception exception) => new GuardedResult(this, new ProblemResult(ToProblem(exception)));

    /// <summary>Writes the answer. A result may fail too: a stored file is read only while it is sent.</summary>
    private async Task ExecuteAsync(IResult result)
    {
        using var scope = BeginScope();
        var code = (result as ProblemResult)?.Problem.Code;

        try
        {
            await result.ExecuteAsync(_context);
        }
        catch (Exception exception) when (!_context.Response.HasStarted)
        {
            var problem = ToProblem(exception);
            code = problem.Code;

            _context.Response.Clear();
            SetCommonHeaders();
            await problem.WriteAsync(_context);
        }
        catch (Exception exception)
        {
            // Part of the answer is out: only a broken connection tells the caller that the rest is missing.
            code = ToProblem(exception).Code;
            _context.Abort();
        }
        finally
        {
            Describe(Activity.Current, code);
            Log.Answered(
                _logger, _context.Request.Method, LoggedPath(), _context.Response.StatusCode, code,
                (long)_time.GetElapsedTime(_start).TotalMilliseconds, Tenant);
        }
    }

    // Without the query: an OAuth code or a search would be in it.
    private void Describe(Activity? span, string? code)
    {
        if (span is not null && _context.GetEndpoint()?.DisplayName is { } function)
        {
            span.DisplayName = $"{_context.Request.Method} {function}";
        }

        span?.SetTag("http.request.method", _context.Request.Method);
        span?.SetTag("http.response.status_code", _context.Response.StatusCode);
        span?.SetTag("notionsync.tenant", Tenant);

        if (_context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span?.SetTag("error.type", code);
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }

    private Problem ToProblem(Exception exception)
    {
        var problem = ProblemMap.ToProblem(exception, _context.RequestAborted.IsCancellationRequested);

        if (problem.Status == StatusCodes.Status500InternalServerError)
        {
            Log.Failed(_logger, exception);
        }
        else if (problem.Status > StatusCodes.Status500InternalServerError)
        {
            Log.Unavailable(_logger, exception);
        }

        return problem;
    }

    private void SetCommonHeaders()
    {
        var headers = _context.Response.Headers;

        headers[CorrelationId.HeaderName] = _context.TraceIdentifier;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store"; // An action that knows better sets its own.
    }

    // Encoded, so that nobody writes lines of their own into the log, and without the query, which may hold secrets.
    private string LoggedPath()
    {
        var path = _context.Request.Path.ToUriComponent();
        return path.Length <= MaxLoggedPath ? path : path[..MaxLoggedPath];
    }

    /// <summary>The result of an action, as its function returns it; also tells tests and middleware what is inside.</summary>
    private sealed class GuardedResult(Exchange exchange, IResult result) : IResult, IStatusCodeHttpResult, IValueHttpResult
    {
        public int? StatusCode => (result as IStatusCodeHttpResult)?.StatusCode;

        public object? Value => (result as IValueHttpResult)?.Value;

        public Task ExecuteAsync(HttpContext httpContext) => exchange.ExecuteAsync(result);
    }

    private sealed class ProblemResult(Problem problem) : IResult, IStatusCodeHttpResult, IValueHttpResult
    {
        public Problem Problem => problem;

        public int? StatusCode => problem.Status;

        public object? Value => problem;

        public Task ExecuteAsync(HttpContext httpContext) => problem.WriteAsync(httpContext);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Method} {Path} answered {Status} {Code} in {Milliseconds} ms for tenant {Tenant}.")]
        public static partial void Answered(
            ILogger logger, string method, string path, int status, string? code, long milliseconds, string? tenant);

        [LoggerMessage(2, LogLevel.Error, "A request failed.")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(3, LogLevel.Warning, "A request could not be served: something it needs does not answer.")]
        public static partial void Unavailable(ILogger logger, Exception exception);
    }
}
