using System.Collections.Concurrent;
using System.Reflection;

namespace NotionSync.LocalHost.Functions;

/// <summary>Makes the instance that a function is called on: one per invocation, from the services of its scope.</summary>
internal sealed class FunctionActivator
{
    private readonly ConcurrentDictionary<Type, ObjectFactory> _factories = [];

    /// <summary>A new instance of the method's class; null for a static method.</summary>
    public object? CreateTarget(MethodInfo method, IServiceProvider services)
        => method.IsStatic
            ? null
            : _factories.GetOrAdd(method.DeclaringType!, (type) => ActivatorUtilities.CreateFactory(type, []))(services, []);
}
