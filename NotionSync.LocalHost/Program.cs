using System.Reflection;
using NotionSync.LocalHost;

return await FunctionsHost.RunAsync(Assembly.Load("NotionSync.Functions"), static (_) => { }, args);
