using System.Reflection;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using NotionSync.LocalHost.Functions;

namespace NotionSync.LocalHost.Http;

/// <summary>Maps HTTP functions as endpoints: ASP.NET Core does the routing, the binding and the answer.</summary>
internal sealed partial class HttpFunctions(
    FunctionCatalog catalog,
    FunctionActivator activator,
    HostSettings settings,
    StoragePreparation storage,
    ActivitySignal activity,
    IConfiguration configuration,
    ILogger<HttpFunctions> logger)
{
    /// <exception cref="StartupException">A route is none, or two functions answer the same method and route.</exception>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var taken = new Dictionary<(string Method, string Route), FunctionDefinition>();

        foreach (var function in catalog.Functions)
        {
            if (function.TriggerAttribute is HttpTriggerAttribute trigger)
            {
                var route = Route(function, trigger);
                Claim(taken, function, trigger, route);
                Map(endpoints, function, trigger, route);
            }
        }
    }

    /// <summary>The whole route of an HTTP function, without a leading slash; the function's name unless its trigger has one.</summary>
    public string Route(FunctionDefinition function, HttpTriggerAttribute trigger)
    {
        var route = SettingNames.Resolve(trigger.Route ?? function.Name, configuration, function).Trim('/');
        return settings.RoutePrefix.Length is 0 ? route : $"{settings.RoutePrefix}/{route}";
    }

    private static void Claim(
        Dictionary<(string Method, string Route), FunctionDefinition> taken,
        FunctionDefinition function,
        HttpTriggerAttribute trigger,
        string route)
    {
        foreach (var method in trigger.Methods is { Length: > 0 } methods ? methods : [string.Empty])
        {
            if (!taken.TryAdd((method.ToUpperInvariant(), route.ToUpperInvariant()), function))
            {
                var other = taken[(method.ToUpperInvariant(), route.ToUpperInvariant())];
                throw new StartupException($"The functions {other.Name} and {function.Name} both answer {method.ToUpperInvariant()} /{route}.");
            }
        }
    }

    private void Map(IEndpointRouteBuilder endpoints, FunctionDefinition function, HttpTriggerAttribute trigger, string route)
    {
        var pattern = Parse(function, route);

        var options = new RequestDelegateFactoryOptions
        {
            ServiceProvider = endpoints.ServiceProvider,
            RouteParameterNames = pattern.Parameters.Select((parameter) => parameter.Name),
        };

        // Compiling an endpoint takes milliseconds, and most runs of a process need a few of them: each is made when first called.
        var run = new Lazy<RequestDelegate>(() => AnswersRequest(function.Method)
            ? (context) => ((IResult)function.Method.Invoke(null, [context.Request])!).ExecuteAsync(context)
            : function.Method.IsStatic
            ? RequestDelegateFactory.Create(function.Method, targetFactory: null, options).RequestDelegate
            : RequestDelegateFactory.Create(
                function.Method,
                (context) => activator.CreateTarget(function.Method, context.RequestServices)!,
                options).RequestDelegate);

        var endpoint = endpoints.Map(pattern, (context) => RunAsync(context, function, run)).WithDisplayName(function.Name).WithMetadata(function);

        if (trigger.Methods is { Length: > 0 } methods)
        {
            endpoint.WithMetadata(new HttpMethodMetadata(methods.Select((method) => method.ToUpperInvariant())));
        }
    }

    // There is nothing to bind, so nothing to compile: the first answer after a start comes that much sooner.
    private static bool AnswersRequest(MethodInfo method)
        => method.IsStatic && method.ReturnType == typeof(IResult) && method.GetParameters() is [{ ParameterType: var type }] && type == typeof(HttpRequest);

    private static RoutePattern Parse(FunctionDefinition function, string route)
    {
        try
        {
            return RoutePatternFactory.Parse(route);
        }
        catch (RoutePatternException exception)
        {
            throw new StartupException($"The route '{route}' of the function {function.Name} is none: {exception.Message}", exception);
        }
    }

    private async Task RunAsync(HttpContext context, FunctionDefinition function, Lazy<RequestDelegate> run)
    {
        try
        {
            if (!function.Method.IsStatic)
            {
                await storage.Done.WaitAsync(context.RequestAborted);
            }

            await run.Value(context);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await HttpProblem.WriteAsync(context, exception.StatusCode, exception.Message);
        }
        catch (OperationCanceledException) when (storage.Done.IsCanceled && !context.Response.HasStarted)
        {
            await HttpProblem.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "The storage cannot be used; the host is ending.");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; nobody reads an answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            Log.Failed(logger, function.Name, exception);
            await HttpProblem.WriteAsync(context, StatusCodes.Status500InternalServerError, "The request failed. The log of the host says why.");
        }
        finally
        {
            activity.Signal();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Function} failed.")]
        public static partial void Failed(ILogger logger, string function, Exception exception);
    }
}
