using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace NotionSync.OpenApi;

/// <summary>The HTTP functions of the app, as their triggers have them.</summary>
internal static partial class ApiRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        .. from type in typeof(ApiRoutes).Assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           where trigger is not null
           from verb in trigger.Methods!
           where verb != "head" // HEAD is what GET has without its body.
           where trigger.Route!.StartsWith("api/", StringComparison.Ordinal) // The panel's files are no API.
           select new ApiRoute(function.Name, verb.ToLowerInvariant(), $"/{Constraint().Replace(trigger.Route!, "{${name}}")}"),
    ];

    // {id:int}, {*path}
    [GeneratedRegex(@"\{\*{0,2}(?<name>\w+)[^}]*\}")]
    private static partial Regex Constraint();
}

/// <param name="Method">In lower case.</param>
/// <param name="Path">With its parameters in braces.</param>
internal sealed record ApiRoute(string Function, string Method, string Path);
