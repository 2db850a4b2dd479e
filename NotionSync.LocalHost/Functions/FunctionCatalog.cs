using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace NotionSync.LocalHost.Functions;

/// <summary>The functions of an app, found by their attributes.</summary>
internal sealed class FunctionCatalog
{
    private const BindingFlags AnyPublicMethod =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly Dictionary<string, FunctionDefinition> _functions;

    private FunctionCatalog(Dictionary<string, FunctionDefinition> functions) => _functions = functions;

    public IReadOnlyCollection<FunctionDefinition> Functions => _functions.Values;

    /// <summary>Finds the functions of the given classes. Names are compared as the Functions host does: without case.</summary>
    /// <exception cref="StartupException">Two functions share a name, or one has not exactly one trigger.</exception>
    public static FunctionCatalog Read(IEnumerable<Type> types)
    {
        var functions = new Dictionary<string, FunctionDefinition>(StringComparer.OrdinalIgnoreCase);

        foreach (var method in types.SelectMany((type) => type.GetMethods(AnyPublicMethod)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } attribute)
            {
                continue;
            }

            var function = Describe(attribute.Name, method);

            if (!functions.TryAdd(function.Name, function))
            {
                var other = functions[function.Name];
                throw new StartupException($"{other.Place} and {function.Place} are both the function {other.Name}. Rename one of them.");
            }
        }

        return new(functions);
    }

    public FunctionDefinition? Find(string name) => _functions.GetValueOrDefault(name);

    private static FunctionDefinition Describe(string name, MethodInfo method)
    {
        var triggers = method.GetParameters()
            .SelectMany((parameter) => parameter.GetCustomAttributes(), (parameter, attribute) => (parameter, attribute))
            .Where((pair) => pair.attribute is HttpTriggerAttribute or TimerTriggerAttribute or QueueTriggerAttribute)
            .ToArray();

        return triggers is [var (parameter, attribute)]
            ? new(name, method, parameter, attribute)
            : throw new StartupException(
                $"The function {name} must have one HTTP, timer or queue trigger; {method.DeclaringType!.Name}.{method.Name} has {triggers.Length}.");
    }
}
