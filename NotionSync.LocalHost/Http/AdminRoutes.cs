using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using NotionSync.LocalHost.Functions;

namespace NotionSync.LocalHost.Http;

/// <summary>
/// Starts timer and queue functions by hand, at the address that the Functions host has for it:
/// https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http. Answers on loopback only.
/// </summary>
internal static class AdminRoutes
{
    public static void MapAdmin(this IEndpointRouteBuilder endpoints)
    {
        var admin = endpoints.MapGroup("/admin/functions").AddEndpointFilter(RequireLoopbackAsync);

        admin.MapGet("/", List);
        admin.MapPost("/{name}", StartAsync);
    }

    private static async ValueTask<object?> RequireLoopbackAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        => IsFromThisMachine(context.HttpContext.Request)
            ? await next(context)
            : HttpProblem.Create(context.HttpContext, StatusCodes.Status403Forbidden, "Functions are started by hand from the same machine only.");

    // A web page elsewhere may make a browser on this machine send requests here: they name another origin, or another host.
    private static bool IsFromThisMachine(HttpRequest request)
        => request.HttpContext.Connection.RemoteIpAddress is { } address
            && IPAddress.IsLoopback(address)
            && IsLoopbackName(request.Host.Host)
            && (request.Headers.Origin is [] || (Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var page) && IsLoopbackName(page.Host)));

    private static bool IsLoopbackName(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static IResult List(FunctionCatalog catalog, IEnumerable<IFunctionListener> listeners, HttpFunctions http)
    {
        var sources = listeners.ToDictionary((listener) => listener.Function, (listener) => listener.Source);

        var functions = catalog.Functions
            .OrderBy((function) => function.Name, StringComparer.OrdinalIgnoreCase)
            .Select((function) => function.TriggerAttribute switch
            {
                HttpTriggerAttribute trigger => new FunctionDescription(function.Name, "http", $"/{http.Route(function, trigger)}"),
                TimerTriggerAttribute => new(function.Name, "timer", sources[function]),
                _ => new(function.Name, "queue", sources[function]),
            });

        return Results.Json(functions.ToArray(), AdminJson.Default.FunctionDescriptionArray);
    }

    private static async Task<IResult> StartAsync(
        string name,
        FunctionCatalog catalog,
        IEnumerable<IFunctionListener> listeners,
        StoragePreparation storage,
        HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (catalog.Find(name) is not { } function)
        {
            return HttpProblem.Create(request.HttpContext, StatusCodes.Status404NotFound, $"There is no function {name}.");
        }

        if (listeners.FirstOrDefault((listener) => listener.Function == function) is not { } listener)
        {
            return HttpProblem.Create(
                request.HttpContext, StatusCodes.Status400BadRequest, $"{function.Name} is an HTTP function: call its route.", "not_startable");
        }

        try
        {
            await storage.Done.WaitAsync(cancellationToken);
            listener.StartByHand(await ReadInputAsync(request, cancellationToken));
            return Results.Accepted();
        }
        catch (JsonException)
        {
            return HttpProblem.Create(
                request.HttpContext, StatusCodes.Status400BadRequest, "The body must be JSON like { \"input\": \"...\" }.", "invalid_json");
        }
    }

    private static async Task<string?> ReadInputAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(cancellationToken);
        return body.Length is 0 ? null : JsonSerializer.Deserialize(body, AdminJson.Default.StartRequest)?.Input;
    }
}

internal sealed record FunctionDescription(string Name, string Trigger, string Source);

internal sealed record StartRequest(string? Input);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FunctionDescription[]))]
[JsonSerializable(typeof(StartRequest))]
internal sealed partial class AdminJson : JsonSerializerContext;
